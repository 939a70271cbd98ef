import { AgenciesAudited, CheckpointsAudited, IsolationAudited, PeopleAudited, ReportingAudited, SuppliesAudited, topicOf } from '@lianfang/contracts/events';
import type { AuditRecord, EventEnvelope } from '@lianfang/contracts/events';
import { on } from '@lianfang/platform/consumer';
import type { ConsumerContext } from '@lianfang/platform/consumer';
import type { Tx } from '@lianfang/platform/persistence';
import { insertEntries } from './trail.store.ts';

/** Our own entries come the same way: one path, and the chain of this service is anchored outside its log too. */
const audited = [PeopleAudited, CheckpointsAudited, IsolationAudited, SuppliesAudited, ReportingAudited, AgenciesAudited];

export const auditTopics = audited.map(topicOf);

export const keepTrail = audited.map((event) => on(event, keep));

async function keep(tx: Tx, { source, data }: EventEnvelope<AuditRecord>, ctx: ConsumerContext): Promise<void> {
  const others = await insertEntries(tx, source, data.entries);
  if (others.length === 0) return;
  ctx.log.error({ service: source, seq: others[0], count: others.length }, 'a service tells another entry under a number that is taken: its audit log was bent');
}
