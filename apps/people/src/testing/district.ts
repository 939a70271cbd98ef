import { randomBytes } from 'node:crypto';
import { checkDigitOf } from '@lianfang/contracts/documents';
import { createSealer } from '@lianfang/platform/sealing';
import type { Sealer } from '@lianfang/platform/sealing';
import { actorOf, bootSubgraph } from '@lianfang/testing/graph';
import type { BootOptions, BootedSubgraph } from '@lianfang/testing/graph';
import { migrations } from '../../migrations/index.ts';
import { sdl } from '../generated/sdl.ts';
import { entities, resolvers, subscriptions } from '../graph.ts';
import { writeLedger } from '../ledgers/ledger.spreadsheet.ts';
import type { LedgerColumn } from '../ledgers/ledger.columns.ts';

export const street = '410811001';
export const community = '410811001001';
export const grid = '410811001001001';
export const secondGrid = '410811001001002';

/** The subgraph on a fresh database. */
export function bootPeople(sealer: Sealer = createSealer(randomBytes(32)), standing?: BootOptions['standing']): Promise<BootedSubgraph> {
  return bootSubgraph({ name: 'people', sdl, resolvers, migrations, entities, subscriptions, standing, extendContext: (base) => ({ ...base, sealer }) });
}

/** A district with one street, two communities, two grids and two compounds. */
export async function layDistrict(people: BootedSubgraph): Promise<void> {
  const command = actorOf('command');
  await people.call(command, `mutation ($areas: [AreaInput!]!) { putAreas(areas: $areas) { added } }`, {
    areas: [
      { code: '410811', name: '山阳区' },
      { code: street, name: '东方红街道' },
      { code: community, name: '文化巷社区居民委员会' },
      { code: '410811001002', name: '广场社区居民委员会' },
    ],
  });
  await people.call(command, `mutation ($grids: [GridInput!]!) { putGrids(grids: $grids) { added } }`, {
    grids: [
      { code: grid, name: '第一网格', headName: '钱一', members: 6 },
      { code: secondGrid, name: '第二网格', headName: '钱二', members: 5 },
    ],
  });
  await people.call(command, `mutation ($compounds: [CompoundInput!]!) { putCompounds(compounds: $compounds) { added } }`, {
    compounds: [
      { gridCode: grid, name: '文化苑', address: '文化路1号' },
      { gridCode: secondGrid, name: '建设里', address: '建设路2号' },
    ],
  });
}

/** A sound ID number that nobody holds: province 99 exists nowhere. */
export function idNumber(serial: number, birthDay = '19900101'): string {
  const digits = `990811${birthDay}${String(serial).padStart(3, '0')}`;
  return digits + checkDigitOf(digits);
}

export type LedgerLine = Partial<Record<LedgerColumn, string>>;

/** A ledger line that holds; say what differs. */
export function line(serial: number, change: LedgerLine = {}): LedgerLine {
  return { compound: '文化苑', building: '3号楼', unit: '1单元', room: String(100 + serial), name: '赵小明', idNumber: idNumber(serial), phone: '13800001234', relation: '户主', ...change };
}

export async function ledgerOf(lines: readonly LedgerLine[]): Promise<string> {
  return (await writeLedger(lines)).toString('base64');
}

/** @param ledger its lines, or the file itself: one that is written again holds another time */
export async function importLines(people: BootedSubgraph, ledger: readonly LedgerLine[] | string, key: string = crypto.randomUUID()) {
  const { importLedger } = await people.call(
    actorOf('community'),
    `mutation ($input: ImportLedgerInput!) {
       importLedger(input: $input) {
         id rows householdsAdded peopleAdded peopleUpdated unchanged rowsRejected errors { row column code reason }
         errorSheet { fileName contentBase64 }
       }
     }`,
    { input: { key, fileName: '台账.xlsx', areaCode: community, contentBase64: typeof ledger === 'string' ? ledger : await ledgerOf(ledger) } },
  );
  return importLedger;
}

/** Envelopes that were emitted and wait for the relay, oldest first. */
export async function outboxOf(people: BootedSubgraph, type: string): Promise<{ data: Record<string, unknown> }[]> {
  const rows = await people.database.query(`SELECT envelope FROM outbox WHERE envelope->>'type' = $1 ORDER BY id`, [type]);
  return rows.map((row: { envelope: { data: Record<string, unknown> } }) => row.envelope);
}
