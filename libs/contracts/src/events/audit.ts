import { z } from 'zod';
import { defineEvent, serviceOf } from './envelope.ts';
import type { EventDefinition } from './envelope.ts';
import { id, instant } from './fields.ts';

/** What an entry of the audit trail is about. EFFECT: a status that an event changed, without a person at the keys. */
export const auditKinds = ['MUTATION', 'READ', 'EXPORT', 'REFUSAL', 'LOGIN', 'EFFECT'] as const;
export type AuditKind = (typeof auditKinds)[number];

/** Records of one type, and which fields of them were seen unmasked. */
const auditedRecords = z.object({
  type: z.string().min(1),
  ids: z.array(z.string().min(1)),
  fields: z.array(z.string().min(1)).optional(),
});

/** One entry: ids and codes only. Its members keep this order, so that the same entry is always the same text. */
export const auditEntry = z.object({
  id,
  at: instant,
  service: z.string().min(1),
  kind: z.enum(auditKinds),
  operation: z.string().min(1).describe('the mutation, the root fields of the query, or the event'),
  outcome: z.string().min(1).describe('DONE, or the code of the refusal'),
  codes: z.array(z.string().min(1)).optional().describe('refusals inside an answer that was given'),
  actor: z.string().min(1),
  actorKind: z.string().min(1),
  agency: z.string(),
  roles: z.array(z.string()),
  actorArea: z.string(),
  areaCode: z.string().describe('of the records, as far as they share one; else of the actor'),
  records: z.array(auditedRecords),
  more: z.int().positive().optional().describe('records beyond those that are named'),
  count: z.int().nonnegative().optional().describe('rows of an export; of a refusal how often'),
  rule: z.string().min(1).optional(),
  reason: z.string().min(1).optional(),
  glass: id.optional().describe('the opening by which records outside the own area were seen'),
  request: z.string().min(1),
  address: z.string().min(1).optional(),
  token: z.string().min(1).optional(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

const chained = z.object({ seq: z.int().positive(), hash: z.base64(), entry: auditEntry });
export type ChainedEntry = z.infer<typeof chained>;

export interface AuditRecord {
  entries: ChainedEntry[];
}

const recorded = z.object({ entries: z.array(chained).min(1) });

const defined = (service: string) => defineEvent<AuditRecord>({ name: `${service}.audit-recorded.v1`, schema: recorded });

/** Every service tells its own entries, in the order of its chain, on a topic of their own: `<service>.audit`. */
export const PeopleAudited = defined('people');
export const CheckpointsAudited = defined('checkpoints');
export const IsolationAudited = defined('isolation');
export const SuppliesAudited = defined('supplies');
export const ReportingAudited = defined('reporting');
export const AgenciesAudited = defined('agencies');

const known = [PeopleAudited, CheckpointsAudited, IsolationAudited, SuppliesAudited, ReportingAudited, AgenciesAudited];

/** The event by which a service tells its entries; one that has no constant yet has a trail all the same. */
export function auditedBy(service: string): EventDefinition<AuditRecord> {
  return known.find((event) => serviceOf(event) === service) ?? defined(service);
}
