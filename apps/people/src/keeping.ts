import { erasedText } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';

const areaOfDoor = '(SELECT h.area_code FROM households h WHERE h.id = t.household_id)';
const areaOfListed = '(SELECT l.area_code FROM listed_people l WHERE l.id = t.listed_id)';
const listedChangedAt = '(SELECT l.changed_at FROM listed_people l WHERE l.id = t.listed_id)';
const areaOfContact = '(SELECT c.area_code FROM contacts c WHERE c.id = t.contact_id)';
const personOfContact = '(SELECT c.person_id FROM contacts c WHERE c.id = t.contact_id)';

const areaOfMeter = '(SELECT h.area_code FROM meters m JOIN households h ON h.id = m.household_id WHERE m.id = t.meter_id)';
const householdOfMeter = '(SELECT m.household_id FROM meters m WHERE m.id = t.meter_id)';
const areaOfReading = '(SELECT h.area_code FROM readings r JOIN meters m ON m.id = r.meter_id JOIN households h ON h.id = m.household_id WHERE r.id = t.reading_id)';
const areaOfFlag = '(SELECT f.area_code FROM reading_flags f WHERE f.id = t.flag_id)';
const areaOfFever = '(SELECT f.area_code FROM fever_follow_ups f WHERE f.id = t.follow_up_id)';

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
    {
      table: 'edit_conflicts', class: 'SWEEP', since: 't.resolved_at', erase: 'delete', area: 't.area_code', person: 't.person_id', household: 't.household_id',
    },
    {
      table: 'snapshot_doors', class: 'SWEEP', erase: 'delete', household: 't.household_id',
      since: '(SELECT r.ends_on FROM grid_snapshots s JOIN sweep_rounds r ON r.id = s.round_id WHERE s.id = t.snapshot_id)',
      area: '(SELECT s.area_code FROM grid_snapshots s WHERE s.id = t.snapshot_id)',
    },
    { table: 'grid_signatures', class: 'SWEEP', since: 't.signed_at', erase: { reason: 'NULL' }, area: 't.area_code' },
    { table: 'grid_signatures', class: 'ACCOUNT', since: null, erase: { signer: erasedText }, area: 't.area_code' },
    { table: 'grid_voids', class: 'ACCOUNT', since: null, erase: { caused_by: 'NULL' }, area: 't.area_code' },
    {
      table: 'target_group_versions', class: 'ACCOUNT', since: null, erase: { made_by: erasedText },
      area: '(SELECT g.area_code FROM target_groups g WHERE g.id = t.group_id)',
    },
    { table: 'revisit_rules', class: 'ACCOUNT', since: null, erase: { made_by: erasedText }, area: 't.area_code', unless: "t.area_code = ''" },
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
    { table: 'person_places', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', person: 't.person_id', household: 't.household_id' },
    { table: 'person_merges', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', person: 't.kept_id' },
    {
      table: 'duplicate_pairs', class: 'REGISTER', since: null, erase: 'delete', person: 't.one_id',
      area: '(SELECT p.area_code FROM people p WHERE p.id = t.one_id)',
    },
    // What hangs on a case or a contact goes with it. The facts tell since when it is over, so they are no sooner gone than it.
    { table: 'infection_links', class: 'ISOLATION', since: null, erase: 'delete', area: '(SELECT c.area_code FROM cases c WHERE c.id = t.case_id)' },
    { table: 'follow_up_records', class: 'ISOLATION', since: null, erase: 'delete', area: areaOfContact, person: personOfContact },
    { table: 'follow_ups', class: 'ISOLATION', since: null, erase: 'delete', area: 't.area_code', person: personOfContact },
    { table: 'exposures', class: 'ISOLATION', since: null, erase: 'delete', area: areaOfContact, person: personOfContact },
    {
      table: 'case_facts', class: 'ISOLATION', since: null, erase: 'delete', area: `coalesce(${areaOfContact}, (SELECT c.area_code FROM cases c WHERE c.id = t.case_id))`,
      person: `coalesce(${personOfContact}, (SELECT c.person_id FROM cases c WHERE c.id = t.case_id))`,
    },
    {
      table: 'contacts', class: 'ISOLATION', erase: 'delete', area: 't.area_code', person: 't.person_id',
      since: "CASE WHEN t.state <> 'UNDER_OBSERVATION' THEN (SELECT max(f.recorded_at) FROM case_facts f WHERE f.contact_id = t.id) END",
    },
    {
      table: 'cases', class: 'ISOLATION', erase: 'delete', area: 't.area_code', person: 't.person_id',
      since: "CASE WHEN t.outcome <> 'UNDER_TREATMENT' OR t.class = 'EXCLUDED' THEN (SELECT max(f.recorded_at) FROM case_facts f WHERE f.case_id = t.id) END",
      unless: 'EXISTS (SELECT FROM contacts c WHERE c.case_id = t.id)',
    },
    // Teams of six: who held whom stays with the person; the officials end with the emergency.
    {
      table: 'key_persons', class: 'SWEEP', since: 't.until', erase: 'delete', area: 't.area_code', person: 't.person_id',
      household: '(SELECT p.household_id FROM people p WHERE p.id = t.person_id)',
    },
    { table: 'liaison_checks', class: 'SWEEP', since: '(SELECT v.visited_at FROM liaison_visits v WHERE v.id = t.visit_id)', erase: 'delete', area: '(SELECT v.area_code FROM liaison_visits v WHERE v.id = t.visit_id)', person: 't.person_id' },
    { table: 'liaison_visits', class: 'SWEEP', since: 't.visited_at', erase: 'delete', area: 't.area_code', household: 't.household_id' },
    { table: 'liaison_plan_moves', class: 'SWEEP', since: '(SELECT p.made_at FROM liaison_plans p WHERE p.id = t.plan_id)', erase: 'delete', area: '(SELECT p.area_code FROM liaison_plans p WHERE p.id = t.plan_id)', household: 't.household_id' },
    { table: 'liaison_plans', class: 'ACCOUNT', since: null, erase: { made_by: erasedText }, area: 't.area_code' },
    { table: 'liaison_assignments', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', household: 't.household_id' },
    // Of a tip-off the outcome and the reward stay counted; who gave it and in which words does not.
    {
      table: 'tip_offs', class: 'SWEEP', since: 't.closed_at', area: 't.area_code',
      erase: { words_sealed: 'NULL', tipper_name_sealed: 'NULL', tipper_phone_sealed: 'NULL', finding: 'NULL', recorded_by: 'NULL', verifier: 'NULL' },
    },
    { table: 'tip_rewards', class: 'ACCOUNT', since: null, erase: { paid_by: erasedText }, area: 't.area_code' },
    { table: 'self_report_movements', class: 'SWEEP', since: '(SELECT r.reported_at FROM self_reports r WHERE r.id = t.report_id)', erase: 'delete', area: '(SELECT r.area_code FROM self_reports r WHERE r.id = t.report_id)', person: 't.person_id' },
    { table: 'self_report_members', class: 'SWEEP', since: '(SELECT r.reported_at FROM self_reports r WHERE r.id = t.report_id)', erase: 'delete', area: '(SELECT r.area_code FROM self_reports r WHERE r.id = t.report_id)', person: 't.person_id' },
    { table: 'self_reports', class: 'SWEEP', since: 't.reported_at', erase: 'delete', area: 't.area_code', household: 't.household_id' },
    { table: 'door_codes', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', household: 't.household_id' },
    { table: 'team_posts', class: 'ACCOUNT', since: null, erase: { given_by: erasedText, ended_by: 'NULL' }, area: '(SELECT k.area_code FROM key_persons k WHERE k.id = t.key_person_id)' },
    {
      table: 'officials', class: 'ACCOUNT', since: null, area: 't.area_code',
      erase: { name: 't.id::text', unit: erasedText, account_id: 'NULL', phone_sealed: 'NULL', phone_index: 'NULL', phone_mask: 'NULL' },
    },
    // Readings, second visits and fever reports: that there were so many stays counted, whose they were does not.
    { table: 'reading_changes', class: 'SWEEP', since: 't.changed_at', erase: 'delete', area: areaOfReading },
    { table: 'readings', class: 'SWEEP', since: 't.received_at', erase: 'delete', area: areaOfMeter, household: householdOfMeter },
    { table: 'reading_flag_changes', class: 'SWEEP', since: 't.changed_at', erase: { note: 'NULL', changed_by: 'NULL' }, area: areaOfFlag },
    { table: 'reading_flags', class: 'SWEEP', since: 't.changed_at', erase: 'delete', area: 't.area_code', household: 't.household_id' },
    {
      table: 'reading_imports', class: 'IMPORT', since: 't.imported_at', erase: { error_sheet_sealed: 'NULL', errors: "'[]'::jsonb", file_name: erasedText }, area: 't.area_code',
    },
    { table: 'reading_imports', class: 'ACCOUNT', since: null, erase: { imported_by: erasedText }, area: 't.area_code' },
    {
      table: 'meters', class: 'REGISTER', since: null, erase: 'delete', area: '(SELECT h.area_code FROM households h WHERE h.id = t.household_id)', household: 't.household_id',
      unless: 'EXISTS (SELECT FROM readings r WHERE r.meter_id = t.id) OR EXISTS (SELECT FROM reading_flags f WHERE f.meter_id = t.id)',
    },
    {
      table: 'specimen_doors', class: 'SWEEP', since: '(SELECT s.due_at FROM specimens s WHERE s.id = t.specimen_id)', area: 't.area_code', person: 't.first_person_id', household: 't.household_id',
      erase: {
        first_person_id: 'NULL', first_name: 'NULL', first_phone_sealed: 'NULL', first_phone_index: 'NULL', first_phone_mask: 'NULL', first_by_id: 'NULL', first_by: 'NULL', name: 'NULL',
        phone_sealed: 'NULL', phone_index: 'NULL', phone_mask: 'NULL', note: 'NULL', revisited_by_id: 'NULL', revisited_by: 'NULL',
      },
    },
    { table: 'discrepancies', class: 'SWEEP', since: 't.done_at', erase: { note: 'NULL', done_by: 'NULL' }, area: 't.area_code', household: 't.household_id' },
    { table: 'specimens', class: 'ACCOUNT', since: null, erase: { drawn_by: erasedText }, area: 't.area_code' },
    {
      table: 'fever_reports', class: 'SWEEP', since: 't.received_at', area: 't.area_code', person: 't.person_id',
      erase: {
        person_id: 'NULL', name: 'NULL', id_number_sealed: 'NULL', id_number_index: 'NULL', id_number_mask: 'NULL', phone_sealed: 'NULL', phone_index: 'NULL', phone_mask: 'NULL',
        address: 'NULL', medicines: 'NULL', temperature: 'NULL', reporter: erasedText, row_hash: 'sha256(uuid_send(t.id))',
      },
    },
    { table: 'fever_follow_up_changes', class: 'SWEEP', since: 't.changed_at', erase: { note: 'NULL', changed_by: 'NULL' }, area: areaOfFever },
    { table: 'fever_follow_ups', class: 'SWEEP', since: 't.done_at', erase: { person_id: 'NULL', done_by: 'NULL' }, area: 't.area_code', person: 't.person_id' },
    {
      table: 'fever_imports', class: 'IMPORT', since: 't.received_at', erase: { error_sheet_sealed: 'NULL', errors: "'[]'::jsonb", file_name: erasedText }, area: 't.area_code',
    },
    { table: 'fever_imports', class: 'ACCOUNT', since: null, erase: { reporter: erasedText }, area: 't.area_code' },
    { table: 'people', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', person: 't.id', household: 't.household_id' },
    {
      table: 'households', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', household: 't.id',
      unless: `EXISTS (SELECT FROM people p WHERE p.household_id = t.id) OR EXISTS (SELECT FROM sweep_visits v WHERE v.household_id = t.id)
        OR EXISTS (SELECT FROM sweep_targets s WHERE s.household_id = t.id)`,
    },
    { table: 'compound_places', class: 'ACCOUNT', since: null, erase: { reason: 'NULL', moved_by: 'NULL' }, area: 't.area_code' },
    // In a village an estate is a family's yard.
    { table: 'compounds', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', unless: 'EXISTS (SELECT FROM households h WHERE h.compound_id = t.id)' },
    { table: 'squad_members', class: 'ACCOUNT', since: null, erase: 'delete', area: 't.area_code' },
    { table: 'ledger_exports', class: 'ACCOUNT', since: null, erase: { exported_by: erasedText }, area: 't.area_code' },
    {
      table: 'export_preset_versions', class: 'ACCOUNT', since: null, erase: { saved_by: erasedText },
      area: '(SELECT p.area_code FROM export_presets p WHERE p.id = t.preset_id)',
    },
    { table: 'grid_squads', class: 'ACCOUNT', since: null, erase: { head_name: erasedText }, area: 't.area_code' },
  ],
  plain: [
    { table: 'areas', why: 'codes and names of places' },
    { table: 'compound_units', why: 'how many rooms a unit has' },
    { table: 'export_presets', why: 'forms of asking agencies' },
    { table: 'register_counts', why: 'counts per grid' },
    { table: 'sweep_counts', why: 'counts per grid and round' },
    { table: 'sweep_moves', why: 'changes of counts that are about to be told' },
    { table: 'target_groups', why: 'titles of groups of questions' },
    { table: 'grid_snapshots', why: 'counts and a hash per grid and round' },
    { table: 'grid_sign_offs', why: 'how far a grid is signed' },
    { table: 'reconciliation_counts', why: 'counts per list and area' },
    { table: 'list_sources', why: 'which agency sends lists, and their columns' },
    { table: 'code_rules', why: 'rules' },
    { table: 'reading_rules', why: 'rules' },
    { table: 'reading_sources', why: 'which company sends readings, and their columns' },
    { table: 'fever_rules', why: 'rules' },
    { table: 'specimen_reports', why: 'published counts and rates' },
    { table: 'tracing_rules', why: 'rules' },
    { table: 'follow_up_rules', why: 'rules' },
    { table: 'case_numbers', why: 'the last serial of a county and year' },
    { table: 'bulletin_moves', why: 'counts by day, with the id of a case or contact that tells nothing when that is gone' },
    { table: 'bulletin_counts', why: 'counts by area and day' },
    { table: 'liaison_area_counts', why: 'counts per grid and day' },
    { table: 'liaison_official_counts', why: 'counts per official and day' },
    { table: 'tip_reward_rules', why: 'rules' },
  ],
};
