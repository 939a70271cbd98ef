import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { DeviceProvider } from './device/device.tsx';
import { openDevice } from './device/open-device.ts';
import { startLanguage } from './language/language.ts';
import { adoptTokenFromAddress } from './login/login.ts';
import { followOtherTabs } from './login/session.ts';
import { isNetworkFault } from './graph/call.ts';
import { App } from './shell/app.tsx';
import { FaultBoundary } from './shell/fault-boundary.tsx';
import { ToastProvider } from './shell/toast.tsx';
import './shell/field.css';
import './sweeps/sweep.css';
import './gates/gate.css';
import './outbox/outbox.css';

followOtherTabs();
await startLanguage();
await withoutNetwork(adoptTokenFromAddress());
const device = openDevice();
if (import.meta.env.PROD) void openWithoutNetwork();
// Unsent work is worth more than the browser's wish to tidy up.
void navigator.storage?.persist?.();

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <FaultBoundary>
      <DeviceProvider device={device}>
        <ToastProvider>
          <App />
        </ToastProvider>
      </DeviceProvider>
    </FaultBoundary>
  </StrictMode>,
);

/** Without its service worker the app works as long as the network does, so a failure must not stop it. */
async function openWithoutNetwork(): Promise<void> {
  try {
    await navigator.serviceWorker?.register('/field/sw.js', { scope: '/field/' });
  } catch (error) {
    console.warn('lianfang: the app will not open without network', error);
  }
}

/** The app opens without network; what was to be read is then as it was kept. */
async function withoutNetwork(reading: Promise<unknown>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!isNetworkFault(error)) throw error;
  }
}
