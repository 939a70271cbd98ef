import { erasedText } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';

const areaOfDoor = '(SELECT h.area_code FROM households h WHERE h.id = t.household_id)';
const areaOfListed = '(SELECT l.area_code FROM listed_people l WHERE l.id = t.listed_id)';
const listedChangedAt = '(SELECT l.changed_at FROM listed_people l WHERE l.id = t.listed_id)';

/** How everything that this service knows of people comes to its end; the order is that in which it may go. */
export const keeping: ServiceKeeping = {
  tables: [
    // A code counts until the next one: the history of a person ends a period after it was superseded.
    {
      table: 'code_changes', class: 'ISOLATION', erase: 'delete', area: 't.area_code', person: 't.person_id',
      household: '(SELECT p.household_id FROM people p WHERE p.id = t.person_id)',
      since: '(SELECT min(n.recorded_at) FROM code_changes n WHERE n.person_id = t.person_id AND n.id > t.id)',
      unless: 'EXISTS (SELECT FROM code_changes c WHERE c.corrects = t.id)',
    },
    {
      table: 'proposals', class: 'ISOLATION', since: 'coalesce(t.decided_at, t.expires_at)', erase: 'delete', area: 't.area_code',
      unless: 'EXISTS (SELECT FROM code_changes c WHERE c.proposal_id = t.id)',
    },
    { table: 'lone_decisions', class: 'IMPORT', since: 't.decided_at', erase: 'delete', area: null },
    {
      table: 'sweep_targets', class: 'SWEEP', since: '(SELECT r.ends_on FROM sweep_rounds r WHERE r.id = t.round_id)', erase: 'delete', area: 't.area_code',
      household: 't.household_id',
    },
    {
      table: 'sweep_visits', class: 'SWEEP', since: 't.visited_at', erase: 'delete', area: areaOfDoor, household: 't.household_id',
      unless: 'EXISTS (SELECT FROM sweep_targets s WHERE s.visit_id = t.id)',
    },
    { table: 'sweep_rounds', class: 'ACCOUNT', since: null, erase: { opened_by: erasedText }, area: 't.area_code' },
    {
      table: 'ledger_imports', class: 'IMPORT', since: 't.imported_at', erase: { error_sheet_sealed: 'NULL', errors: "'[]'::jsonb", file_name: erasedText }, area: 't.area_code',
    },
    { table: 'ledger_imports', class: 'ACCOUNT', since: null, erase: { imported_by: erasedText }, area: 't.area_code' },
    // Lists of other owners: that there was somebody stays counted, who it was does not.
    { table: 'match_candidates', class: 'SWEEP', since: listedChangedAt, erase: 'delete', area: areaOfListed, person: 't.person_id' },
    { table: 'outcome_changes', class: 'SWEEP', since: listedChangedAt, erase: { note: 'NULL', changed_by: 'NULL' }, area: areaOfListed },
    {
      table: 'assist_requests', class: 'SWEEP', since: listedChangedAt, area: areaOfListed,
      erase: { note: 'NULL', answer_note: 'NULL', asked_by: erasedText, answered_by: 'NULL' },
    },
    {
      table: 'listed_people', class: 'SWEEP', since: 't.changed_at', area: 't.area_code', person: 't.person_id',
      erase: {
        name: 'NULL', pinyin: 'NULL', birth_date: 'NULL', id_number_sealed: 'NULL', id_number_index: 'NULL', id_number_mask: 'NULL', phone_sealed: 'NULL',
        phone_index: 'NULL', phone_mask: 'NULL', address: 'NULL', came_from: 'NULL', note: 'NULL', row_hash: 'sha256(uuid_send(t.id))',
      },
    },
    {
      table: 'reconciliation_lists', class: 'IMPORT', since: 't.received_at', erase: { error_sheet_sealed: 'NULL', errors: "'[]'::jsonb", file_name: erasedText }, area: 't.area_code',
    },
    { table: 'reconciliation_lists', class: 'ACCOUNT', since: null, erase: { received_by: erasedText }, area: 't.area_code' },
    { table: 'people', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', person: 't.id', household: 't.household_id' },
    {
      table: 'households', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', household: 't.id',
      unless: `EXISTS (SELECT FROM people p WHERE p.household_id = t.id) OR EXISTS (SELECT FROM sweep_visits v WHERE v.household_id = t.id)
        OR EXISTS (SELECT FROM sweep_targets s WHERE s.household_id = t.id)`,
    },
    // In a village an estate is a family's yard.
    { table: 'compounds', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', unless: 'EXISTS (SELECT FROM households h WHERE h.compound_id = t.id)' },
    { table: 'grid_squads', class: 'ACCOUNT', since: null, erase: { head_name: erasedText }, area: 't.area_code' },
  ],
  plain: [
    { table: 'areas', why: 'codes and names of places' },
    { table: 'register_counts', why: 'counts per grid' },
    { table: 'sweep_counts', why: 'counts per grid and round' },
    { table: 'reconciliation_counts', why: 'counts per list and area' },
    { table: 'list_sources', why: 'which agency sends lists, and their columns' },
    { table: 'code_rules', why: 'rules' },
  ],
};
