import { AgenciesErased, CheckpointsErased, IsolationErased, PeopleErased, ReportingErased, SuppliesErased } from '@lianfang/contracts/events';
import type { EventEnvelope, PersonalDataErased } from '@lianfang/contracts/events';
import { on } from '@lianfang/platform/consumer';
import type { Tx } from '@lianfang/platform/persistence';
import { settleEnding } from './ending.rules.ts';
import { findEndingForUpdate, insertAnswer, listAnswers, updateEnding } from './ending.store.ts';

/** Our own answer comes the same way as the others'. */
const erased = [PeopleErased, CheckpointsErased, IsolationErased, SuppliesErased, ReportingErased, AgenciesErased];

export const recordErasures = erased.map((event) => on(event, record));

async function record(tx: Tx, { source, time, data }: EventEnvelope<PersonalDataErased>): Promise<void> {
  // Locked first: of two last answers the second sees the first.
  const ending = await findEndingForUpdate(tx, data.requestId);
  if (!ending) throw new Error('a service answers for an order that nobody gave');
  await insertAnswer(tx, { endingId: ending.id, service: source, startedAt: new Date(data.startedAt), finishedAt: new Date(data.finishedAt), tables: data.tables });
  const answered = (await listAnswers(tx, [ending.id])).map(({ service }) => service);
  const settled = settleEnding(ending, answered, new Date(time));
  if (settled !== ending) await updateEnding(tx, settled);
}
