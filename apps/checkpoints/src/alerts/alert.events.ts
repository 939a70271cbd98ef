import { AlertChanged, AlertRaised } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import { emit, emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { Alert } from './alert.rules.ts';

export async function tellAlerts(tx: Tx, alerts: readonly Alert[]): Promise<void> {
  await emitMany(
    tx,
    AlertRaised,
    alerts.map((alert) => ({
      subject: alert.id,
      areaCode: alert.areaCode,
      agency: alert.ownerAgency,
      at: alert.raisedAt,
      payload: { ...alert, alertId: alert.id, day: shanghaiDay(alert.raisedAt) },
    })),
  );
}

export async function tellAlertChanged(tx: Tx, alert: Alert, by: { agency: string; at: Date }): Promise<void> {
  if (alert.state === 'RAISED') throw new Error(`alert ${alert.id} has not changed`);
  const payload = { alertId: alert.id, areaCode: alert.areaCode, state: alert.state };
  await emit(tx, AlertChanged, { subject: alert.id, areaCode: alert.areaCode, agency: by.agency, at: by.at, payload });
}
