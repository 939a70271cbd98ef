import { randomBytes, randomUUID } from 'node:crypto';
import { platformMigrations } from '@lianfang/platform/persistence';
import { proposalTable } from '@lianfang/platform/approvals';
import type { Proposal } from '@lianfang/platform/approvals';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { migrations } from '../migrations/index.ts';
import { areaTable, compoundTable, gridSquadTable } from './areas/area.table.ts';
import { compoundUnitTable, squadMemberTable } from './areas/compound.table.ts';
import { duplicatePairTable, personMergeTable } from './duplicates/duplicate.table.ts';
import { entities } from './graph.ts';
import type { CodeChange } from './codes/code.rules.ts';
import { codeChangeTable } from './codes/code.table.ts';
import { householdTable } from './households/household.table.ts';
import { ledgerImportTable } from './ledgers/ledger.table.ts';
import { insertPeople } from './people/person.store.ts';
import { personTable } from './people/person.table.ts';
import { feverFollowUpTable, feverImportTable, feverReportTable } from './feverreports/fever-report.table.ts';
import { exportPresetTable, ledgerExportTable, presetVersionTable } from './presets/preset.table.ts';
import { listSourceTable, reconciliationListTable } from './reconciliation/list.table.ts';
import { assistRequestTable, listedPersonTable } from './reconciliation/listed.table.ts';
import { readingFlagTable, readingImportTable, readingSourceTable } from './readings/reading.table.ts';
import { discrepancyTable, specimenDoorTable, specimenReportTable, specimenTable } from './specimens/specimen.table.ts';
import { addCounts } from './register/register.store.ts';
import { countRegister } from './areas/area.store.ts';
import { sweepRoundTable, sweepVisitTable } from './sweeps/sweep.table.ts';
import { rowsOfCases, rowsOfNeighbours } from './testing/table-rows.ts';
import type { TableRow } from './testing/table-rows.ts';

let fresh: FreshDatabase;
const [compoundId, householdId, personId, roundId, visitId, importId] = Array.from({ length: 6 }, () => randomUUID()) as [string, string, string, string, string, string];
const areaCode = '410811001001001';
const at = new Date('2022-11-20T08:00:00+08:00');

const area = { code: areaCode, name: '第一网格', parentCode: null };
const squad = { areaCode, headName: '钱一', members: 6 };
const member = (position: number) => ({ areaCode, position, name: '钱一', duty: '网格长' });
const compound = { id: compoundId, areaCode, name: '文化苑', address: '文化路1号' };
const household = { id: householdId, compoundId, areaCode, building: '3号楼', unit: '1单元', room: '501', doorOrder: '文化苑', occupancy: 'OCCUPIED', headId: null, version: 3 };
const person = {
  id: personId, householdId, areaCode, name: '赵小明', pinyin: 'zhaoxiaoming', initials: 'zxm', sex: 'MALE', birthDate: '1990-01-01',
  documentKind: 'RESIDENT_ID', idNumberSealed: randomBytes(40), idNumberIndex: randomBytes(32), idNumberMask: '**1234',
  phoneSealed: randomBytes(30), phoneIndex: randomBytes(32), phoneMask: '138****1234', relation: '户主', version: 2, mergedInto: null,
} as const;
const otherPerson = { ...person, id: randomUUID(), documentKind: 'PASSPORT' };
const round = {
  id: roundId, name: '第一轮', areaCode, state: 'OPEN', methods: ['DOOR', 'PHONE'], startsOn: '2022-11-20', endsOn: '2022-11-22', openedAt: at, openedBy: '街道',
  targetGroupIds: [randomUUID()], ruleAreaCode: '', ruleVersion: 1,
};
const visit = {
  id: visitId, roundId, householdId, outcome: 'VISITED', method: 'DOOR', returnees: { OUTBREAK_CITY: 2 }, note: '在家', visitedAt: at, receivedAt: at, visitedBy: '网格员',
  visitedById: 'grid', standing: 'COUNTED', version: 1, basedOn: 0, answers: [{ groupId: randomUUID(), groupVersion: 2, questionId: 'fever', value: 'NO' }],
};
const ledgerImport = {
  id: importId, areaCode, fileName: '台账.xlsx', importedAt: at, importedBy: '社区', rows: 9, householdsAdded: 1, peopleAdded: 2, peopleUpdated: 3, unchanged: 1,
  rowsRejected: 1, errors: [{ row: 3, column: 'name', code: 'NAME_INVALID', texts: { zh: '姓名', en: 'name' } }], errorSheetSealed: randomBytes(50),
};

const proposal: Proposal = {
  id: randomUUID(), operation: 'code', areaCode, people: 11, payload: { code: 'RED' }, proposedById: 'health', proposedBy: '区卫健委', agency: 'health', proposedAt: at,
  expiresAt: new Date('2022-11-21T00:00:00.000Z'), state: 'APPROVED', decidedById: 'health2', decidedBy: '复核岗', decidedAt: at, decisionReason: '属实',
  verdicts: [{ subject: 'x', code: 'CODE_UNCHANGED', zh: '已是', en: 'already' }],
};
const codeChange: CodeChange = {
  id: randomUUID(), personId: randomUUID(), areaCode, code: 'RED', previous: 'GREEN', ruleId: 'correction', ruleVersion: '9', reason: '复核', evidenceKind: 'PCR_RESULT',
  evidenceReference: 'PCR-1', evidenceDay: '2022-11-20', evidenceNote: '阳性', decidedById: 'health', decidedBy: '区卫健委', approvedById: 'health2', approvedBy: '复核岗',
  agency: 'health', proposalId: proposal.id, corrects: randomUUID(), decidedAt: at, recordedAt: at, until: new Date('2022-11-27T00:00:00.000Z'),
};

const listSource = { id: randomUUID(), areaCode, name: '运营商', origin: 'TELECOM', columns: { name: '姓名' }, version: 2 };
const reconciliationList = {
  id: randomUUID(), sourceId: listSource.id, areaCode, fileName: '名单.xlsx', receivedAt: at, receivedBy: '街道', rows: 4, accepted: 2, repeated: 1, rejected: 1,
  errors: [{ row: 3, column: 'name', code: 'NAME_INVALID' }], errorSheetSealed: randomBytes(20),
};
const listedPerson = {
  id: randomUUID(), listId: reconciliationList.id, sourceId: listSource.id, sourceRow: 2, rowHash: randomBytes(32), areaCode, name: '赵小明', pinyin: 'zhaoxiaoming',
  birthDate: '1990-01-01', idNumberSealed: randomBytes(40), idNumberIndex: randomBytes(32), idNumberMask: '**1234', phoneSealed: randomBytes(30),
  phoneIndex: randomBytes(32), phoneMask: '138****1234', address: '文化苑', cameFrom: '4201', arrivedOn: '2022-11-18', note: '来电', outcome: 'MATCHED',
  matchedBy: 'ID_NUMBER', personId, conflicts: ['PHONE'], undecided: false, ownerAreaCode: areaCode, dueAt: at, changedAt: at, version: 3,
};
const assistRequest = {
  id: randomUUID(), listedId: listedPerson.id, fromAreaCode: areaCode, toAreaCode: areaCode, note: '请核查', askedBy: '街道', askedAt: at, dueAt: at,
  answer: 'FOUND', answerNote: '已找到', answeredBy: '社区', answeredAt: at,
};

const duplicatePair = {
  id: randomUUID(), oneId: [personId, otherPerson.id].sort()[0], otherId: [personId, otherPerson.id].sort()[1], streetCode: '410811001', score: 0.5, signs: ['NAME', 'BIRTH_DATE'],
  state: 'DISMISSED', foundAt: at, decidedBy: '社区', decidedAt: at, reason: '不是同一人',
};
const personMerge = {
  id: randomUUID(), keptId: personId, droppedId: otherPerson.id, areaCode, taken: ['PHONE'], movedIds: [randomUUID()], headOf: householdId, beforeSealed: randomBytes(60),
  reason: '重复登记', mergedBy: '社区', mergedAt: at, undoneBy: '社区', undoneAt: at, undoReason: '看错',
};
const preset = { id: randomUUID(), areaCode, agency: '公安局', title: '居住登记', version: 2, retired: true };
const presetVersion = { presetId: preset.id, version: 2, level: 'COMMUNITY', columns: [{ field: 'NAME', heading: '居民姓名' }], savedBy: '街道', savedAt: at };
const ledgerExport = { id: randomUUID(), areaCode, presetId: preset.id, presetVersion: 2, level: 'COMMUNITY', rows: 7, exportedBy: '街道', exportedAt: at };

const readingSource = { id: randomUUID(), areaCode, name: '供电公司', utility: 'ELECTRICITY', columns: [{ heading: '户号', field: 'METER' }], version: 2 };
const readingImport = {
  id: randomUUID(), sourceId: readingSource.id, areaCode, fileName: '十月.csv', contentHash: randomBytes(32), importedAt: at, importedBy: '街道', rows: 10, added: 4, corrected: 3,
  unchanged: 2, rejected: 1, flagged: 2, errors: [{ row: 3, column: '账期', code: 'PERIOD_UNREADABLE' }], errorSheetSealed: randomBytes(20),
};
const meterId = randomUUID();
const readingFlag = {
  id: randomUUID(), meterId, householdId, areaCode, utility: 'ELECTRICITY', because: 'UNREACHED', roundId, period: '2022-10', consumption: 35.5, periodKind: 'MONTH', ruleVersion: '2022-11',
  threshold: 20, state: 'DONE', outcome: 'LEAK', ownerAreaCode: areaCode, dueAt: at, flaggedAt: at, changedAt: at, version: 3,
};
const specimen = {
  id: randomUUID(), areaCode, roundId, title: '解剖', algorithm: 'sha256-rank-v1', seed: 's', population: 20, frameHash: 'ab', size: 10, sizeBy: 'PRECISION', margin: 0.05, drawnAt: at,
  drawnBy: '专班', dueAt: at,
};
const specimenDoor = {
  id: randomUUID(), specimenId: specimen.id, householdId, areaCode, place: 3, firstOccupancy: 'OCCUPIED', firstResidents: 2, firstPersonId: personId, firstName: '赵小明',
  firstPhoneSealed: randomBytes(30), firstPhoneIndex: randomBytes(32), firstPhoneMask: '138****1234', firstReturnees: 1, firstById: 'grid', firstBy: '网格员', result: 'MET',
  occupancy: 'OCCUPIED', residents: 3, name: '赵大明', phoneSealed: randomBytes(30), phoneIndex: randomBytes(32), phoneMask: '139****1234', returnees: 0, note: '在家', revisitedAt: at,
  revisitedById: 'revisit', revisitedBy: '复查组', compared: { RESIDENTS: true, OCCUPANCY: false },
};
const discrepancy = {
  id: randomUUID(), specimenId: specimen.id, doorId: specimenDoor.id, householdId, areaCode, field: 'PHONE', dueAt: at, resolution: 'CORRECTED', changeType: 'Person', changeId: personId,
  changeVersion: 3, note: '已改', doneBy: '社区', doneAt: at, version: 2,
};
const specimenReport = {
  id: randomUUID(), specimenId: specimen.id, areaCode, title: '解剖', algorithm: 'sha256-rank-v1', seed: 's', frameHash: 'ab', population: 20, size: 10, met: 9, notMet: 1, methodZh: '方法',
  methodEn: 'method', results: [{ field: 'PHONE', compared: 9, differing: 1, rate: 1 / 9, low: 0.1, high: 0.2, method: 'WILSON_FPC' }], agency: 'street', publishedAt: at,
};
const feverFollowUp = {
  id: randomUUID(), areaCode, personId, settled: true, outcome: 'RECOVERED', ruleVersion: '2022-11', openedAt: at, dueAt: at, lastOccurredAt: at, doneAt: at, doneBy: '社区', version: 2,
};
const feverImport = {
  id: randomUUID(), reporterId: 'pharmacy', reporter: '药店', areaCode, fileName: '上报.csv', receivedAt: at, rows: 6, accepted: 3, repeated: 2, rejected: 1, errors: [],
  errorSheetSealed: randomBytes(20),
};
const feverReport = {
  id: randomUUID(), followUpId: feverFollowUp.id, importId: feverImport.id, rowHash: randomBytes(32), kind: 'FEVER_PATIENT', areaCode, reporterId: 'pharmacy', reporter: '药店', personId,
  name: '赵小明', idNumberSealed: randomBytes(40), idNumberIndex: randomBytes(32), idNumberMask: '**1234', phoneSealed: randomBytes(30), phoneIndex: randomBytes(32),
  phoneMask: '138****1234', address: '文化苑', medicines: '布洛芬', temperature: 38.4, occurredAt: at, receivedAt: at,
};

const rows: TableRow[] = [
  ['an area', areaTable, area],
  ['a squad', gridSquadTable, squad],
  ['a compound', compoundTable, compound],
  ['a member of a squad', squadMemberTable, member(1), [2, 3, 4, 5, 6].map(member)],
  ['a unit of a compound', compoundUnitTable, { compoundId, building: '3号楼', unit: '1单元', rooms: 12 }],
  ['a household', householdTable, household],
  ['a person', personTable, person],
  ['a second entry of a person', personTable, otherPerson],
  ['a sweep round', sweepRoundTable, round],
  ['a visit', sweepVisitTable, visit],
  ['a ledger import', ledgerImportTable, ledgerImport],
  ['a proposal', proposalTable, proposal],
  ['a change of a code', codeChangeTable, codeChange],
  ['a source of lists', listSourceTable, listSource],
  ['a list', reconciliationListTable, reconciliationList],
  ['a listed person', listedPersonTable, listedPerson],
  ['a pair of entries', duplicatePairTable, duplicatePair],
  ['a merge', personMergeTable, personMerge],
  ['a form', exportPresetTable, preset],
  ['a version of a form', presetVersionTable, presetVersion],
  ['an export', ledgerExportTable, ledgerExport],
  ['an assist request', assistRequestTable, assistRequest],
  ['a source of readings', readingSourceTable, readingSource],
  ['a file of readings', readingImportTable, readingImport],
  ['a flag of a reading', readingFlagTable, readingFlag],
  ['a specimen', specimenTable, specimen],
  ['a drawn door', specimenDoorTable, specimenDoor],
  ['a discrepancy', discrepancyTable, discrepancy],
  ['a publication', specimenReportTable, specimenReport],
  ['a follow-up of a fever', feverFollowUpTable, feverFollowUp],
  ['a file of fever reports', feverImportTable, feverImport],
  ['a fever report', feverReportTable, feverReport],
  ...rowsOfCases({ areaCode, householdId, personId, at }),
  ...rowsOfNeighbours({ areaCode, householdId, personId, at }),
];

beforeAll(async () => {
  fresh = await freshDatabase({ name: 'people_tables', migrations: [...platformMigrations, ...migrations], entities });
  await fresh.database.query(`INSERT INTO meters (id, county_code, utility, number) VALUES ($1, '410811', 'ELECTRICITY', 'E1')`, [meterId]);
});
afterAll(() => fresh.drop());

test('every table is tried', () => {
  expect(new Set(rows.map(([, table]) => table))).toEqual(new Set(entities));
});

test.each(rows)('%s that is saved and loaded is the same', async (_row, table, row, beside = []) => {
  const keys = fresh.database.getMetadata(table).primaryColumns.map(({ propertyName }) => propertyName);
  await fresh.database.manager.insert(table, [row, ...beside]);
  const where = Object.fromEntries(keys.map((key) => [key, (row as Record<string, unknown>)[key]]));
  const columns = fresh.database.getMetadata(table).columns.map(({ propertyName }) => propertyName);
  const loaded = await fresh.database.manager.findOneOrFail(table, { where, select: Object.fromEntries(columns.map((name) => [name, true])) });
  expect(loaded).toEqual(row);
});

test('people inserted in one statement are what was given; a held document is left alone', async () => {
  const other = { ...person, id: randomUUID(), idNumberIndex: randomBytes(32) };
  const { version: _version, ...written } = other;
  await fresh.database.transaction(async (tx) => {
    expect(await insertPeople(tx, [written, { ...written, id: randomUUID() }])).toBe(1);
    expect(await tx.findOneByOrFail(personTable, { id: other.id })).toEqual({ ...other, version: 1, mergedInto: null });
  });
});

test('counts begin at nothing, and never fall below it', async () => {
  const grown = { areaCode, households: 2, vacantHouseholds: 1, people: 3 };
  await fresh.database.transaction((tx) => addCounts(tx, [grown]));
  expect(await countRegister(fresh.database.manager, ['410811'])).toEqual([{ ...grown, areaCode: '410811' }]);
  const below = fresh.database.transaction((tx) => addCounts(tx, [{ ...grown, households: 0, people: -4 }]));
  await expect(below).rejects.toThrow(/register_counts.*check/);
});

describe('what the database refuses, whoever writes', () => {
  test.each([
    ['a code of five digits', `INSERT INTO areas (code, name) VALUES ('41081', 'x')`, 'areas_code_check'],
    ['an area below nothing', `INSERT INTO areas (code, name, parent_code) VALUES ('410999', 'x', '4109')`, 'areas_parent_code_fkey'],
    ['a compound in a community', `UPDATE compounds SET area_code = '410811001001'`, 'compounds_area_code_check'],
    ['one compound name twice in a community', `INSERT INTO compounds SELECT gen_random_uuid(), area_code, name, address FROM compounds`, 'compounds_by_name'],
    ['one door twice', `INSERT INTO households SELECT gen_random_uuid(), compound_id, area_code, building, unit, room, door_order, occupancy FROM households`, 'households_compound_id_building_unit_room_key'],
    ['one document twice', `UPDATE people SET id_number_index = '\\x01'`, 'people_document_kind_id_number_index_key'],
    ['a round that ends before it starts', `UPDATE sweep_rounds SET ends_on = starts_on - 1`, 'sweep_rounds_check'],
    ['a code that nobody decided', `INSERT INTO code_changes SELECT gen_random_uuid(), person_id, area_code, code, previous, 'by-decision', rule_version, reason, evidence_kind,
      evidence_reference, evidence_day, evidence_note, NULL, NULL, NULL, NULL, agency, NULL, NULL, decided_at, recorded_at, until FROM code_changes`, 'person_decides_with_reason'],
    ['a proposer who approves', `UPDATE proposals SET decided_by_id = proposed_by_id`, 'second_person'],
    ['an import that tells of more rows than it had', `UPDATE ledger_imports SET people_added = 100`, 'ledger_imports_check'],
  ])('%s', async (_case, statement, constraint) => {
    await expect(fresh.database.query(statement)).rejects.toThrow(constraint);
  });
});
