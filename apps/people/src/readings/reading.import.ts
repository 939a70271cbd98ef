import { createHash } from 'node:crypto';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import type { Tx } from '@lianfang/platform/persistence';
import type { Context } from '../graph.ts';
import { rowsOf, writeRejected } from '../sheets/sheet.spreadsheet.ts';
import type { Sheet } from '../sheets/sheet.spreadsheet.ts';
import { createCompoundFinder, createDoorBook, doorKey } from './address.rules.ts';
import { judgeMeters } from './flag.store.ts';
import { judgeReadings, readingFault } from './reading.rules.ts';
import type { ReadingClaim, ReadingImport, ReadingSource } from './reading.rules.ts';
import { cameBefore, compoundsIn, doorsOf, findMeters, insertReadingImport, lockCounty, putReadings, settleReadingImport } from './reading.store.ts';
import type { TakenReading } from './reading.store.ts';

const countyDigits = 6;

export interface GivenFile {
  areaCode: string;
  fileName: string;
}

/** Takes a utility's spreadsheet in: readings by meter and period, then the flags that they raise. Rows that cannot be taken come back. */
export async function importReadings(tx: Tx, sheet: Sheet, source: ReadingSource, given: GivenFile, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const county = given.areaCode.slice(0, countyDigits);
  await lockCounty(tx, county);
  const rows = rowsOf(sheet, source.columns);
  const headingOf = new Map(source.columns.map(({ field, heading }) => [field, heading]));
  const { claims, faults } = judgeReadings(rows, source.columns, shanghaiDay(now));
  const placed = await place(tx, claims, { county, areaCode: given.areaCode, source }, (claim, code) => {
    faults.push(readingFault(claim.row, code, headingOf.get(code === 'METER_OF_OTHER_DOOR' ? 'METER' : claim.door ? 'ROOM' : claim.address ? 'ADDRESS' : 'METER') ?? ''));
  });
  const contentHash = createHash('sha256').update(JSON.stringify([sheet.headings, ...rows.map((row) => row.all)])).digest();
  const repeated = await cameBefore(tx, source.id, [contentHash]);
  const made: ReadingImport = {
    id: newId(), sourceId: source.id, areaCode: given.areaCode, fileName: given.fileName.slice(0, 200), contentHash, importedAt: now, importedBy: ctx.actor.name,
    rows: rows.length, added: 0, corrected: 0, unchanged: placed.length, rejected: rows.length - placed.length, flagged: 0,
    errors: faults.sort((a, b) => a.row - b.row),
    errorSheetSealed: faults.length > 0 ? ctx.sealer.seal((await writeRejected(sheet, faults, ctx.language)).toString('base64')) : null,
  };
  await insertReadingImport(tx, made);
  if (!repeated) await takeReadings(tx, placed, { county, source, made });
  return made.id;
}

async function takeReadings(tx: Tx, placed: readonly TakenReading[], { county, source, made }: { county: string; source: ReadingSource; made: ReadingImport }): Promise<void> {
  // The same word for word in two rows is one reading.
  const distinct = [...new Map(placed.map((one) => [`${one.number} ${one.period}`, one])).values()];
  const put = await putReadings(tx, distinct, { county, utility: source.utility, importId: made.id, at: made.importedAt });
  const added = put.filter(({ change }) => change === 'ADDED').length;
  const corrected = put.filter(({ change }) => change === 'CORRECTED').length;
  const flagged = await judgeMeters(tx, { meterIds: [...new Set(put.map(({ meterId }) => meterId))] }, shanghaiDay(made.importedAt), made.importedAt);
  await settleReadingImport(tx, made.id, { added, corrected, unchanged: placed.length - added - corrected, flagged });
}

type PlaceFault = 'HOUSEHOLD_NOT_FOUND' | 'HOUSEHOLD_AMBIGUOUS' | 'METER_OF_OTHER_DOOR';

/** Finds the household of each claim: by its meter when that is known, else by the door that it names. Two queries for any number of rows. */
async function place(
  tx: Tx, claims: readonly ReadingClaim[], of: { county: string; areaCode: string; source: ReadingSource }, reject: (claim: ReadingClaim, code: PlaceFault) => void,
): Promise<TakenReading[]> {
  const meters = new Map((await findMeters(tx, of.county, of.source.utility, claims.flatMap(({ meter }) => meter ?? []))).map((meter) => [meter.number, meter]));
  const find = createCompoundFinder(await compoundsIn(tx, of.areaCode));
  const sought = claims.map((claim) => {
    const text = claim.door ? `${claim.door.compound} ${claim.door.building} ${claim.door.unit} ${claim.door.room}` : claim.address;
    const found = text === null ? null : claim.door ? find(claim.door.compound) : find(text);
    if (!found) return null;
    const key = claim.door ? doorKey(`${claim.door.building} ${claim.door.unit} ${claim.door.room}`) : doorKey(found.rest);
    return { compoundIds: found.compounds.map(({ id }) => id), key };
  });
  const inBook = createDoorBook(await doorsOf(tx, [...new Set(sought.flatMap((one) => one?.compoundIds ?? []))]));
  const owners = new Map<string, string>();
  const refuse = (claim: ReadingClaim, code: PlaceFault): TakenReading[] => {
    reject(claim, code);
    return [];
  };
  return claims.flatMap((claim, at) => {
    const doors = sought[at] ? inBook(sought[at].compoundIds, sought[at].key) : [];
    const meter = claim.meter === null ? undefined : meters.get(claim.meter);
    const bound = claim.meter === null ? null : (owners.get(claim.meter) ?? (meter?.state === 'ELSEWHERE' && doors.length === 1 ? null : (meter?.householdId ?? null)));
    if (bound !== null && doors.length === 1 && doors[0] !== bound) return refuse(claim, 'METER_OF_OTHER_DOOR');
    if (bound === null && doors.length !== 1) return refuse(claim, doors.length === 0 ? 'HOUSEHOLD_NOT_FOUND' : 'HOUSEHOLD_AMBIGUOUS');
    // A known meter of another area of the county is none of this file's area.
    if (bound !== null && meter?.areaCode && !meter.areaCode.startsWith(of.areaCode)) return refuse(claim, 'HOUSEHOLD_NOT_FOUND');
    const householdId = bound ?? doors[0]!;
    if (claim.meter !== null) owners.set(claim.meter, householdId);
    const { period, consumption } = claim;
    return [{ newMeterId: newId(), newReadingId: newId(), number: claim.meter ?? `户 ${householdId}`, householdId, period, consumption }];
  });
}
