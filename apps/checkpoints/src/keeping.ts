import { erasedText } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';

const householdOfPass = '(SELECT p.household_id FROM passes p WHERE p.id = t.pass_id)';

/** How everything that this service knows of people comes to its end; the order is that in which it may go. */
export const keeping: ServiceKeeping = {
  tables: [
    // That an alert was raised stays counted; about whom, and who dealt with it, does not.
    {
      table: 'alerts', class: 'PASSAGE', since: 't.closed_at', area: 't.area_code', person: 't.person_id',
      erase: {
        person_id: 'NULL', passage_id: 'NULL', acknowledged_by: 'NULL', closed_by: 'NULL',
        outcome: `(CASE WHEN t.outcome IS NOT NULL THEN ${erasedText} END)`,
      },
    },
    {
      table: 'outings', class: 'PASSAGE', since: 'upper(t.period)', erase: 'delete', household: 't.household_id',
      area: '(SELECT p.area_code FROM passages p WHERE p.id = t.passage_id)',
    },
    {
      table: 'passages', class: 'PASSAGE', since: 't.passed_at', erase: 'delete', area: 't.area_code', person: 't.person_id', household: householdOfPass,
      unless: 'EXISTS (SELECT FROM outings o WHERE o.passage_id = t.id) OR EXISTS (SELECT FROM alerts a WHERE a.passage_id = t.id)',
    },
    {
      table: 'passes', class: 'PASSAGE', since: 'coalesce(t.revoked_at, t.valid_until)', erase: 'delete', area: 't.area_code', person: 't.person_id',
      household: 't.household_id', unless: 'EXISTS (SELECT FROM passages p WHERE p.pass_id = t.id)',
    },
    { table: 'arrivals', class: 'ISOLATION', since: 't.arrived_at', erase: 'delete', area: 't.area_code', person: 't.person_id', household: 't.household_id' },
    { table: 'person_blocks', class: 'PASSAGE', since: 't.released_at', erase: 'delete', area: null, person: 't.person_id' },
    // A code counts until the next one.
    {
      table: 'person_codes', class: 'PASSAGE', erase: 'delete', area: null, person: 't.person_id',
      since: '(SELECT min(n.valid_from) FROM person_codes n WHERE n.person_id = t.person_id AND n.valid_from > t.valid_from)',
    },
  ],
  plain: [
    { table: 'checkpoints', why: 'places' },
    { table: 'quota_rules', why: 'rules' },
    { table: 'person_roots', why: 'which ids mean one person' },
  ],
};
