import { randomUUID } from 'node:crypto';
import { checkDigitOf } from '@lianfang/contracts/documents';
import type { House } from '@lianfang/testing/house';
import writeXlsxFile from 'write-excel-file/node';

/** Two communities of two streets: who works in one sees nobody of the other. */
export const communities = ['410811001001', '410811002001'] as const;

export const canaries = 1_000;

/** Nobody is called so: the first character marks a canary, the others its number. */
const mark = '獬';
const digits = [...'廌麤龘靐齉龗鱻爩鸞虪'];

const numbered = (at: number) => [...String(at).padStart(4, '0')].map((digit) => digits[Number(digit)]!).join('');

export interface Canary {
  areaCode: string;
  name: string;
  phone: string;
  idNumber: string;
  room: string;
}

/** Invented people: province 99 exists nowhere, numbers 199-7… are given to nobody here. */
export function canary(at: number): Canary {
  const number = `990811197001${String((at % 28) + 1).padStart(2, '0')}${String(Math.floor(at / 28) + 100)}`;
  return {
    areaCode: communities[at % 2]!,
    name: `${mark}${numbered(at)}`,
    phone: `1997${String(at).padStart(7, '0')}`,
    idNumber: number + checkDigitOf(number),
    room: `${mark}室${numbered(at)}`,
  };
}

/** Everything by which a canary is known again, to the canary; masks do not match. */
export const signs = {
  /** Names, rooms, compounds, free words: all begin with the mark and go on without an asterisk. */
  words: new RegExp(`${mark}[^\\s*"\\\\,，。;；]+`, 'gu'),
  numbers: /1997\d{7}|99081119700[\dX]{7}/gu,
};

export function signsIn(text: string): string[] {
  return [...text.matchAll(signs.words), ...text.matchAll(signs.numbers)].map(([found]) => found);
}

/** Which community a sign is of. */
export function areaOfSign(): (sign: string) => string | undefined {
  const known = new Map<string, string>();
  for (let at = 0; at < canaries; at += 1) {
    const { areaCode, name, phone, idNumber, room } = canary(at);
    for (const sign of [name, phone, idNumber, room]) known.set(sign, areaCode);
  }
  communities.forEach((areaCode, at) => {
    for (const sign of Object.values(wordsOf(at))) known.set(sign, areaCode);
  });
  return (sign) => known.get(sign);
}

/** Words of one community beside its people's. */
export function wordsOf(at: number) {
  const here = digits[at]!;
  return {
    compound: `${mark}苑${here}`, address: `${mark}路${here}号`, head: `${mark}长${here}`, note: `${mark}言${here}`, need: `${mark}需${here}`, donor: `${mark}赠${here}`,
    outcome: `${mark}果${here}`, plate: `${mark}牌${here}`, origin: `${mark}乡${here}`,
  };
}

/** A tip-off: these words are nobody's to read but the verifier's, so they are of no community, and a leak wherever they stand. */
export function tipOf(at: number) {
  return { tipperName: `${mark}报${digits[at]!}`, tipperPhone: `1997999999${at}`, words: `${mark}闻${digits[at]!}昨夜在此` };
}

/** Lets them in by the doors that everybody uses. */
export async function letCanariesIn(house: House, people: number = canaries): Promise<void> {
  await house.call('command', `mutation ($areas: [AreaInput!]!, $grids: [GridInput!]!, $compounds: [CompoundInput!]!) {
    putAreas(areas: $areas) { added } putGrids(grids: $grids) { added } putCompounds(compounds: $compounds) { added } }`, {
    areas: [
      { code: '410811', name: '山阳区' },
      ...communities.flatMap((code, at) => [{ code: code.slice(0, 9), name: `第${at + 1}街道` }, { code, name: `第${at + 1}社区` }]),
    ],
    grids: communities.map((code, at) => ({ code: `${code}001`, name: '第一网格', headName: wordsOf(at).head, members: 6 })),
    compounds: communities.map((code, at) => ({ gridCode: `${code}001`, name: wordsOf(at).compound, address: wordsOf(at).address })),
  });
  for (const [at, areaCode] of communities.entries()) {
    const lines = Array.from({ length: people }, (_, number) => canary(number)).filter((one) => one.areaCode === areaCode);
    const { importLedger } = await house.call<{ importLedger: { peopleAdded: number; rowsRejected: number } }>('register',
      `mutation ($input: ImportLedgerInput!) { importLedger(input: $input) { peopleAdded rowsRejected } }`,
      { input: { key: randomUUID(), fileName: '台账.xlsx', areaCode, contentBase64: await ledgerOf(lines, wordsOf(at).compound) } });
    expect(importLedger).toEqual({ peopleAdded: lines.length, rowsRejected: 0 });
  }
}

async function ledgerOf(lines: readonly Canary[], compound: string): Promise<string> {
  const cell = (value: string) => ({ value, type: String });
  const head = ['小区(院落)', '楼栋', '单元', '房号', '姓名', '身份证号', '联系电话', '与户主关系'].map(cell);
  const body = lines.map(({ name, idNumber, phone, room }) => [compound, '3号楼', '1单元', room, name, idNumber, phone, '户主'].map(cell));
  return (await writeXlsxFile([head, ...body], { sheet: '台账' }).toBuffer()).toString('base64');
}
