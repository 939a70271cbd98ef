import { readSheet } from 'read-excel-file/node';
import { community, movesTheWall, newKey, residentsOf, writeDemoLedger, type Scene } from './scene.ts';

interface Imported {
  rows: number; householdsAdded: number; peopleAdded: number; peopleUpdated: number; unchanged: number; rowsRejected: number;
  errors: { row: number; column: string; code: string; reason: string }[]; errorSheet: { contentBase64: string } | null;
}

const importMutation = `mutation WalkImport($input: ImportLedgerInput!) {
  importLedger(input: $input) {
    rows householdsAdded peopleAdded peopleUpdated unchanged rowsRejected errors { row column code reason } errorSheet { contentBase64 }
  }
}`;

const registerQuery = `query WalkRegister($code: ID!) { area(code: $code) { register { households people } } }`;

/** Step 1: good rows are in, the bad ones come back as the same spreadsheet, and importing it again changes nothing. */
export async function importLedger(scene: Scene): Promise<void> {
  const { house } = scene;
  await downloadTemplate(scene);
  const contentBase64 = writeDemoLedger().toString('base64');
  const send = async () => (await house.call<{ importLedger: Imported }>('community', importMutation,
    { input: { key: newKey(), fileName: '文化巷社区台账.xlsx', areaCode: community, contentBase64 } })).importLedger;
  const before = await register(scene);

  const done = await movesTheWall(scene, 'ledger imported', { people: 1_960, households: 700 }, send);
  expect(done).toMatchObject({ rows: 2_000, householdsAdded: 700, peopleAdded: 1_960, rowsRejected: 40 });
  expect(kindsOf(done)).toEqual({
    ID_NUMBER_INVALID: 8, ID_NUMBER_TWICE: 6, CELL_MISSING: 6, BIRTH_DATE_IN_FUTURE: 5, FULL_WIDTH_DIGITS: 5, SCIENTIFIC_NOTATION: 5, CELL_MERGED: 5,
  });
  expect(await register(scene)).toEqual({ households: before.households + 700, people: before.people + 1_960 });
  await readErrorSheet(done);
  expect((await residentsOf(house, '文化苑 1号楼')).length).toBeGreaterThan(10);

  expect(await send()).toMatchObject({ rows: 2_000, householdsAdded: 0, peopleAdded: 0, peopleUpdated: 0, unchanged: 1_960, rowsRejected: 40 });
  expect(await register(scene)).toEqual({ households: before.households + 700, people: before.people + 1_960 });
}

async function downloadTemplate({ house }: Scene): Promise<void> {
  const { ledgerTemplate } = await house.call<{ ledgerTemplate: { contentBase64: string } }>(
    'community', `query WalkTemplate($areaCode: ID!) { ledgerTemplate(areaCode: $areaCode) { contentBase64 } }`, { areaCode: community });
  const [head, explanation] = await readSheet(Buffer.from(ledgerTemplate.contentBase64, 'base64'));
  expect(head).toEqual(expect.arrayContaining(['小区(院落)', '姓名', '身份证号']));
  expect(String(explanation)).toContain('必填');
}

async function register({ house }: Scene): Promise<{ households: number; people: number }> {
  return (await house.call<{ area: { register: { households: number; people: number } } }>('community', registerQuery, { code: community })).area.register;
}

function kindsOf({ errors }: Imported): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(errors, ({ code }) => code)].map(([code, all]) => [code, all.length]));
}

/** The rejected rows as they were, and beside each the column, the reason and what to do. */
async function readErrorSheet({ errors, errorSheet }: Imported): Promise<void> {
  const sheet = await readSheet(Buffer.from(errorSheet!.contentBase64, 'base64'));
  const head = sheet.findIndex((row) => row.includes('错误原因'));
  expect(sheet[head]).toEqual(expect.arrayContaining(['姓名', '身份证号', '错误列', '错误原因', '建议修改']));
  const reasons = sheet.slice(head + 1).map((row) => row[sheet[head]!.indexOf('错误原因')]).filter(Boolean).map(String);
  for (const { reason } of errors) expect(reasons.some((told) => told.includes(reason))).toBe(true);
}
