import { areaLevel } from '@lianfang/contracts/areas';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import type { Tx } from '@lianfang/platform/persistence';
import { areaUnknown } from '../areas/area.rules.ts';
import { loadArea } from '../areas/area.store.ts';
import { noteDuplicates } from '../duplicates/duplicate.change.ts';
import type { MoveResidentInput, RegisterResidentInput, SetHeadInput, SetOccupancyInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdUnknown } from '../households/household.rules.ts';
import type { Household } from '../households/household.rules.ts';
import { findHouseholds } from '../households/household.store.ts';
import { judgePerson, judgeRelation, personChangedMeanwhile, personUnknown, sealNumbers } from '../people/person.rules.ts';
import type { Person } from '../people/person.rules.ts';
import { findByDocument, findPeople, insertPeople, loadPersonForUpdate, updatePerson } from '../people/person.store.ts';
import { pinyinOf } from '../people/pinyin.ts';
import { matchLateEntries } from '../reconciliation/reconcile.change.ts';
import { changeRegister } from '../register/register.change.ts';
import { headNotMember, householdChangedMeanwhile, householdLivedIn, memberWord, personMerged, personRegistered, personThereAlready } from './resident.rules.ts';
import { lockHouseholds, nameHead, setRegisterNow, updateOccupancy } from './resident.store.ts';

/** @returns the id of the person who lives there now */
export async function enterResident(tx: Tx, input: RegisterResidentInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const facts = judgePerson(input, shanghaiDay(now));
  const relation = input.relation ? judgeRelation(input.relation) : null;
  await setRegisterNow(tx, now);
  const household = await lockOwn(tx, input.householdId, ctx);
  if (await findByDocument(tx, facts.documentKind, ctx.sealer.indexes(facts.idNumber))) throw personRegistered();
  await letIn(tx, household, now);
  const person = { ...facts, ...pinyinOf(facts.name), ...sealNumbers(facts, ctx.sealer), id: newId(), householdId: household.id, areaCode: household.areaCode, relation };
  if ((await insertPeople(tx, [person])) === 0) throw personRegistered();
  await changeRegister(tx, [{ areaCode: household.areaCode, households: 0, vacantHouseholds: 0, people: 1 }], now);
  await matchLateEntries(tx, [person.id], now);
  await noteDuplicates(tx, [person.id], now);
  return person.id;
}

/** Moves a person between households, or out of all; the counts of both grids follow. */
export async function moveOne(tx: Tx, input: MoveResidentInput, ctx: Context): Promise<Person> {
  const now = ctx.clock.now();
  await setRegisterNow(tx, now);
  const [seen] = await findPeople(tx, [input.personId]);
  if (!seen || !withinArea(ctx.actor, seen.areaCode)) throw personUnknown();
  const households = await lockHouseholds(tx, [...new Set([seen.householdId, input.householdId ?? null].filter((id) => id !== null))]);
  const person = await loadPersonForUpdate(tx, input.personId);
  if (person.mergedInto) throw personMerged();
  if (person.version !== input.version || person.householdId !== seen.householdId) throw personChangedMeanwhile(person.version);
  const moved = { ...person, ...(await destination(tx, person, input, households, ctx)), version: person.version + 1 };
  if (moved.householdId === person.householdId && moved.areaCode === person.areaCode) throw personThereAlready();
  if (moved.householdId) await letIn(tx, households.get(moved.householdId)!, now);
  await updatePerson(tx, moved);
  const one = { households: 0, vacantHouseholds: 0 };
  if (moved.areaCode !== person.areaCode) await changeRegister(tx, [{ areaCode: person.areaCode, ...one, people: -1 }, { areaCode: moved.areaCode, ...one, people: 1 }], now);
  await noteDuplicates(tx, [person.id], now);
  return moved;
}

async function destination(tx: Tx, person: Person, input: MoveResidentInput, households: Map<string, Household>, ctx: Context): Promise<Pick<Person, 'householdId' | 'areaCode' | 'relation'>> {
  const relation = input.relation ? judgeRelation(input.relation) : null;
  if (input.householdId) {
    const household = households.get(input.householdId)!;
    if (!withinArea(ctx.actor, household.areaCode)) throw householdUnknown();
    return { householdId: household.id, areaCode: household.areaCode, relation };
  }
  const areaCode = input.areaCode ?? person.areaCode.slice(0, 12);
  demandArea(ctx.actor, areaCode);
  const area = await loadArea(tx, areaCode);
  if (!['COMMUNITY', 'GRID'].includes(areaLevel(area.code))) throw areaUnknown(areaCode);
  return { householdId: null, areaCode, relation };
}

export async function appointHead(tx: Tx, input: SetHeadInput, ctx: Context): Promise<Household> {
  const household = await lockOwn(tx, input.householdId, ctx, input.version);
  const [person] = await findPeople(tx, [input.personId]);
  if (person?.householdId !== household.id) throw headNotMember();
  await nameHead(tx, household.id, person.id, input.formerRelation ? judgeRelation(input.formerRelation) : memberWord);
  return (await findHouseholds(tx, [household.id]))[0]!;
}

export async function changeOccupancy(tx: Tx, input: SetOccupancyInput, ctx: Context): Promise<Household> {
  const household = await lockOwn(tx, input.householdId, ctx, input.version);
  if (household.occupancy === input.occupancy) return household;
  if (input.occupancy === 'VACANT' && (await isLivedIn(tx, household.id))) throw householdLivedIn();
  await updateOccupancy(tx, household.id, input.occupancy);
  await changeRegister(tx, [{ areaCode: household.areaCode, households: 0, vacantHouseholds: input.occupancy === 'VACANT' ? 1 : -1, people: 0 }], ctx.clock.now());
  return (await findHouseholds(tx, [household.id]))[0]!;
}

async function isLivedIn(tx: Tx, householdId: string): Promise<boolean> {
  const [row] = await tx.query<{ lived: boolean }[]>(`/* isLivedIn */ SELECT EXISTS (SELECT FROM people WHERE household_id = $1) AS lived`, [householdId]);
  return row!.lived;
}

/** A vacant door becomes a lived-in one before anybody is entered there. */
export async function letIn(tx: Tx, household: Pick<Household, 'id' | 'areaCode' | 'occupancy'>, now: Date): Promise<void> {
  if (household.occupancy === 'OCCUPIED') return;
  await updateOccupancy(tx, household.id, 'OCCUPIED');
  await changeRegister(tx, [{ areaCode: household.areaCode, households: 0, vacantHouseholds: -1, people: 0 }], now);
}

async function lockOwn(tx: Tx, id: string, ctx: Context, version?: number): Promise<Household> {
  const household = (await lockHouseholds(tx, [id])).get(id.toLowerCase());
  if (!household || !withinArea(ctx.actor, household.areaCode)) throw householdUnknown();
  if (version !== undefined && household.version !== version) throw householdChangedMeanwhile(household.version);
  return household;
}
