import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { registerSW } from 'virtual:pwa-register';
import { DeviceProvider } from './device/device.tsx';
import { openDevice } from './device/open-device.ts';
import { startLanguage } from './language/language.ts';
import { adoptTokenFromAddress } from './login/login.ts';
import { followOtherTabs } from './login/session.ts';
import { loadSettings } from './login/settings.ts';
import { isNetworkFault } from './graph/call.ts';
import { App } from './shell/app.tsx';
import { ToastProvider } from './shell/toast.tsx';
import './shell/field.css';
import './sweeps/sweep.css';
import './gates/gate.css';
import './outbox/outbox.css';

followOtherTabs();
await startLanguage();
await withoutNetwork(adoptTokenFromAddress());
const device = openDevice();
registerSW({ immediate: true });
// Unsent work is worth more than the browser's wish to tidy up.
void navigator.storage?.persist?.();
// A new pass key must reach the phone before it next loses the network.
void withoutNetwork(loadSettings());

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <DeviceProvider device={device}>
      <ToastProvider>
        <App />
      </ToastProvider>
    </DeviceProvider>
  </StrictMode>,
);

/** The app opens without network; what was to be read is then as it was kept. */
async function withoutNetwork(reading: Promise<unknown>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!isNetworkFault(error)) throw error;
  }
}
