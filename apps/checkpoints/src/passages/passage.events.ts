import { PassageRecorded } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { tellAlerts } from '../alerts/alert.events.ts';
import type { Alert } from '../alerts/alert.rules.ts';
import type { Passage } from './passage.rules.ts';

export async function tellPassages(
  tx: Tx,
  passages: readonly Passage[],
  alerts: readonly Alert[],
  by: { agency: string; at: Date },
): Promise<void> {
  await emitMany(
    tx,
    PassageRecorded,
    passages.map((passage) => ({
      subject: passage.id,
      areaCode: passage.areaCode,
      agency: by.agency,
      at: by.at,
      payload: {
        ...passage,
        passageId: passage.id,
        day: shanghaiDay(passage.passedAt),
        passedAt: passage.passedAt.toISOString(),
      },
    })),
  );
  await tellAlerts(tx, alerts);
}
