import { z } from 'zod';
import { defineEvent, serviceOf } from './envelope.ts';
import type { EventDefinition } from './envelope.ts';
import { areaCode, id, instant } from './fields.ts';

const erased = z.object({
  requestId: id,
  areaCode,
  startedAt: instant,
  finishedAt: instant,
  tables: z.array(
    z.object({
      table: z.string().min(1),
      rows: z.int().nonnegative().describe('rows deleted, or whose personal columns were emptied'),
      held: z.int().nonnegative().describe('rows that a legal hold keeps'),
    }),
  ),
});
export type PersonalDataErased = z.infer<typeof erased>;

const defined = (service: string) => defineEvent<PersonalDataErased>({ name: `${service}.personal-data-erased.v1`, schema: erased });

/** The answer of a service to `agencies.epidemic-ended.v1`: counts, and nobody's data. */
export const PeopleErased = defined('people');
export const CheckpointsErased = defined('checkpoints');
export const IsolationErased = defined('isolation');
export const SuppliesErased = defined('supplies');
export const ReportingErased = defined('reporting');
export const AgenciesErased = defined('agencies');

/** All that must have answered before an epidemic counts as ended. */
export const erasures: readonly EventDefinition<PersonalDataErased>[] = [PeopleErased, CheckpointsErased, IsolationErased, SuppliesErased, ReportingErased, AgenciesErased];

/** The answer of a service; one that has no constant yet answers all the same, and nobody waits for it. */
export function erasedBy(service: string): EventDefinition<PersonalDataErased> {
  return erasures.find((event) => serviceOf(event) === service) ?? defined(service);
}
