import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { Sender, SenderState } from '../outbox/sender.ts';
import type { DeviceDatabase } from './database.ts';

/** What the phone itself holds: its store and the one sender of its outbox. */
export interface Device {
  database: DeviceDatabase;
  sender: Sender;
  senderState: () => SenderState;
  onSenderState: (listener: () => void) => () => void;
}

const DeviceContext = createContext<Device | null>(null);

export function DeviceProvider({ device, children }: { device: Device; children: ReactNode }) {
  return <DeviceContext value={device}>{children}</DeviceContext>;
}

export function useDevice(): Device {
  const device = useContext(DeviceContext);
  if (!device) throw new Error('no device: this component stands outside DeviceProvider');
  return device;
}

export function useSenderState(): SenderState {
  const { onSenderState, senderState } = useDevice();
  return useSyncExternalStore(onSenderState, senderState);
}

export function useOnline(): boolean {
  return useSyncExternalStore(followNetwork, () => navigator.onLine);
}

function followNetwork(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
