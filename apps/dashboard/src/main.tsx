import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguage } from './language/words.ts';
import { adoptTokenFromAddress } from './login/login.ts';
import './shell/shell.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

await Promise.all([startLanguage(), adoptTokenFromAddress()]);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
