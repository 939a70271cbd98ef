import type { ServiceKeeping } from '@lianfang/platform/retention';

/** What is sealed and empty reads as nothing. */
const sealedNothing = "''::bytea";

/** Staff keep their accounts as long as they serve; residents lose theirs with the epidemic, and reasons lose their words. */
export const keeping: ServiceKeeping = {
  tables: [
    { table: 'accounts', class: 'ACCOUNT', since: null, erase: 'delete', only: 't.household_id IS NOT NULL', area: 't.area_code', household: 't.household_id' },
    { table: 'glass_openings', class: 'AUDIT', since: null, erase: { reason_sealed: sealedNothing, person_id: 'NULL' }, area: 't.area_code', person: 't.person_id' },
    {
      table: 'holds', class: 'AUDIT', since: null, erase: { reason_sealed: sealedNothing }, only: 't.lifted_at IS NOT NULL', area: 't.area_code', person: 't.person_id',
      household: 't.household_id',
    },
  ],
  plain: [
    { table: 'revocations', why: 'ids of accounts and tokens' },
    { table: 'machine_keys', why: 'public keys of machines' },
    { table: 'trail_entries', why: 'ids and codes only; the chains of all services' },
    { table: 'endings', why: 'ids of accounts, codes and counts' },
    { table: 'ending_answers', why: 'counts' },
  ],
};
