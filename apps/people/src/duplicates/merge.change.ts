import { PersonMerged, PersonUnmerged } from '@lianfang/contracts/events';
import { withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { uniteObservations } from '../contacts/contact.change.ts';
import type { MergePeopleInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import type { Household } from '../households/household.rules.ts';
import { findHouseholds } from '../households/household.store.ts';
import { personChangedMeanwhile, personUnknown, sealNumbers } from '../people/person.rules.ts';
import type { Person } from '../people/person.rules.ts';
import { findPeople, updatePerson } from '../people/person.store.ts';
import { matchLateEntries } from '../reconciliation/reconcile.change.ts';
import { changeRegister } from '../register/register.change.ts';
import { letIn } from '../residents/resident.change.ts';
import { personMerged } from '../residents/resident.rules.ts';
import { lockHouseholds, setRegisterNow } from '../residents/resident.store.ts';
import { mergeFacts, mergeNotLatest, mergeUndoneAlready, mergeUnknown, mergeWithItself, unmergeFacts } from './duplicate.rules.ts';
import type { EntryFacts, MergedFacts, PersonMerge } from './duplicate.rules.ts';
import { settlePair } from './duplicate.store.ts';
import { findHeadedBy, freeDocument, headIfNone, insertMerge, latestMerges, loadMergeForUpdate, lockEntries, nextStep, repoint, updateMerge } from './merge.store.ts';

/** @returns the id of the merge */
export async function mergeTwo(tx: Tx, input: MergePeopleInput & { reason: string | null }, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const [keepId, dropId] = [input.keepId.toLowerCase(), input.dropId.toLowerCase()];
  if (keepId === dropId) throw mergeWithItself();
  await setRegisterNow(tx, now);
  const { kept, dropped } = await lockBoth(tx, keepId, dropId, ctx);
  if (kept.mergedInto || dropped.mergedInto) throw personMerged();
  for (const [person, version] of [[kept, input.keepVersion], [dropped, input.dropVersion]] as const) if (person.version !== version) throw personChangedMeanwhile(person.version);
  const taken = [...new Set(input.take)];
  const before: MergedFacts = { kept: plain(kept, ctx), dropped: plain(dropped, ctx) };
  const after = mergeFacts(before, taken);
  const headOf = await findHeadedBy(tx, dropId);
  await writeBoth(tx, { ...kept, ...sealed(kept, after.kept, ctx) }, { ...dropped, ...sealed(dropped, after.dropped, ctx), mergedInto: keepId });
  const movedIds = await repoint(tx, dropId, keepId);
  await uniteObservations(tx, [keepId, dropId], ctx);
  if (headOf) await headIfNone(tx, headOf, keepId);
  await moveCounts(tx, [[kept.areaCode, -1], [dropped.areaCode, -1], [after.kept.areaCode, 1]], now);
  const merge: PersonMerge = {
    id: newId(), keptId: keepId, droppedId: dropId, areaCode: after.kept.areaCode, taken, movedIds, headOf, beforeSealed: ctx.sealer.seal(JSON.stringify(before)),
    reason: input.reason, mergedBy: ctx.actor.name, mergedAt: now, undoneBy: null, undoneAt: null, undoReason: null,
  };
  await insertMerge(tx, merge);
  await settlePair(tx, [keepId, dropId], { state: 'MERGED', decidedBy: ctx.actor.name, decidedAt: now });
  await matchLateEntries(tx, [keepId], now);
  await tell(tx, PersonMerged, merge, [dropId, ...movedIds], now, ctx);
  return merge.id;
}

/** Both entries as they were; what was edited since stays where it was edited. */
export async function unmerge(tx: Tx, mergeId: string, reason: string, ctx: Context): Promise<PersonMerge> {
  const now = ctx.clock.now();
  await setRegisterNow(tx, now);
  const found = await loadMergeForUpdate(tx, mergeId);
  const [survivor] = await findPeople(tx, [found.keptId]);
  if (!survivor || !withinArea(ctx.actor, survivor.areaCode) || !withinArea(ctx.actor, found.areaCode)) throw mergeUnknown();
  if (found.undoneAt) throw mergeUndoneAlready();
  if (!(await latestMerges(tx, [found.id])).has(found.id)) throw mergeNotLatest();
  const before = JSON.parse(ctx.sealer.open(found.beforeSealed)) as MergedFacts;
  const doors = await lockDoorsOf(tx, [survivor.householdId, before.kept.householdId, before.dropped.householdId]);
  const { kept, dropped } = await lockBoth(tx, found.keptId, found.droppedId, ctx, survivor.householdId);
  const back = unmergeFacts(before, plain(kept, ctx), found.taken);
  const [keptNow, droppedNow] = [standing(back.kept, doors), standing(back.dropped, doors)];
  for (const facts of [keptNow, droppedNow]) if (facts.householdId) await letIn(tx, doors.get(facts.householdId)!, now);
  await writeBoth(tx, { ...kept, ...sealed(kept, keptNow, ctx) }, { ...dropped, ...sealed(dropped, droppedNow, ctx), mergedInto: null });
  await repoint(tx, kept.id, dropped.id, found.movedIds);
  if (found.headOf) await headIfNone(tx, found.headOf, dropped.id, kept.id);
  await moveCounts(tx, [[kept.areaCode, -1], [keptNow.areaCode, 1], [droppedNow.areaCode, 1]], now);
  const undone = { ...found, undoneBy: ctx.actor.name, undoneAt: now, undoReason: reason };
  await updateMerge(tx, undone);
  await settlePair(tx, [kept.id, dropped.id], { state: 'OPEN', decidedBy: null, decidedAt: null });
  await tell(tx, PersonUnmerged, undone, [dropped.id, ...found.movedIds], now, ctx);
  return undone;
}

/** Households first and then persons, as imports lock them. */
async function lockBoth(tx: Tx, keepId: string, dropId: string, ctx: Context, lockedHousehold?: string | null): Promise<{ kept: Person; dropped: Person }> {
  const seen = await findPeople(tx, [keepId, dropId]);
  if (seen.length < 2 || seen.some(({ areaCode }) => !withinArea(ctx.actor, areaCode))) throw personUnknown();
  if (lockedHousehold === undefined) await lockDoorsOf(tx, seen.map(({ householdId }) => householdId));
  const locked = await lockEntries(tx, [keepId, dropId]);
  const [kept, dropped] = [locked.get(keepId)!, locked.get(dropId)!];
  const moved = seen.some(({ id, householdId }) => locked.get(id)!.householdId !== householdId);
  if (moved) throw personChangedMeanwhile(kept.version);
  return { kept, dropped };
}

/** Households that are still registered, locked. */
async function lockDoorsOf(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, Household>> {
  const asked = [...new Set(ids.filter((id) => id !== null))];
  const known = (await findHouseholds(tx, asked)).map(({ id }) => id);
  return known.length === 0 ? new Map() : lockHouseholds(tx, known);
}

/** Where the entry can stand now: its compound may have moved, its household may be gone. */
function standing(facts: EntryFacts, doors: Map<string, Household>): EntryFacts {
  if (!facts.householdId) return facts;
  const door = doors.get(facts.householdId);
  return door ? { ...facts, areaCode: door.areaCode } : { ...facts, householdId: null };
}

function plain(person: Person, ctx: Context): EntryFacts {
  const { name, pinyin, initials, sex, birthDate, documentKind, householdId, areaCode, relation } = person;
  const phone = person.phoneSealed ? ctx.sealer.open(person.phoneSealed) : null;
  return { name, pinyin, initials, sex, birthDate, documentKind, idNumber: ctx.sealer.open(person.idNumberSealed), phone, householdId, areaCode, relation };
}

/** Seals numbers anew only where they changed, so that an untouched entry stays byte for byte. */
function sealed(person: Person, facts: EntryFacts, ctx: Context): Partial<Person> {
  const { idNumber, phone, ...open } = facts;
  const was = plain(person, ctx);
  return { ...open, ...(idNumber === was.idNumber && phone === was.phone ? {} : sealNumbers({ idNumber, phone }, ctx.sealer)), version: person.version + 1 };
}

async function writeBoth(tx: Tx, kept: Person, dropped: Person): Promise<void> {
  await freeDocument(tx, dropped.id);
  await updatePerson(tx, kept);
  await updatePerson(tx, dropped);
}

function moveCounts(tx: Tx, moves: readonly (readonly [areaCode: string, people: number])[], at: Date): Promise<void> {
  const sums = new Map<string, number>();
  for (const [areaCode, people] of moves) sums.set(areaCode, (sums.get(areaCode) ?? 0) + people);
  return changeRegister(tx, [...sums].map(([areaCode, people]) => ({ areaCode, households: 0, vacantHouseholds: 0, people })), at);
}

async function tell(tx: Tx, event: typeof PersonMerged, merge: PersonMerge, ids: string[], at: Date, ctx: Context): Promise<void> {
  const { id: mergeId, keptId, droppedId, areaCode } = merge;
  await emit(tx, event, { subject: keptId, areaCode, payload: { mergeId, keptId, droppedId, areaCode, step: await nextStep(tx), ids }, at });
  for (const id of [keptId, droppedId]) ctx.audit.note({ record: { type: 'Person', id, areaCode }, rule: event === PersonMerged ? 'merge' : 'undo-merge', reason: mergeId });
}
