import { withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import type { Tx } from '@lianfang/platform/persistence';
import type { EditPersonInput, ResolveConflictInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { personUnknown, readCorrection, sealPhone } from '../people/person.rules.ts';
import type { Person } from '../people/person.rules.ts';
import { loadPersonForUpdate, updatePerson } from '../people/person.store.ts';
import { pinyinOf } from '../people/pinyin.ts';
import { matchLateEntries } from '../reconciliation/reconcile.change.ts';
import { resolveFound } from '../sweeps/meeting.rules.ts';
import { actAs, tellSweeps } from '../sweeps/sweep.change.ts';
import { countVisit, findVisits, insertVisit, loadTargetForUpdate, markConflicted } from '../sweeps/sweep.store.ts';
import { tellSwept } from '../sweeps/visit.change.ts';
import { closeConflict, countOpenAtDoor, insertConflict, loadConflictForUpdate, loadFieldVersions } from './conflict.store.ts';
import { conflictResolved, conflictUnknown, editEmpty, planEdit, readTaken } from './edit.rules.ts';
import type { EditableField, EditConflict, EditOutcome, Sayings, Side } from './edit.rules.ts';

/** How an edit ended, as it is kept for the key's repetitions. */
export interface EditAnswer {
  outcome: EditOutcome;
  personId: string;
  conflictId: string | null;
}

type Values = Partial<Record<EditableField, string | null>>;

/** Writes what nobody else changed meanwhile, and opens a conflict over the rest: nothing is lost in silence. */
export async function editPerson(tx: Tx, input: EditPersonInput, ctx: Context): Promise<EditAnswer> {
  if (input.name == null && input.phone == null && input.relation == null) throw editEmpty();
  const person = await loadPersonForUpdate(tx, input.personId);
  if (!withinArea(ctx.actor, person.areaCode)) throw personUnknown();
  const changes = changesOf(person, input, ctx);
  const fieldVersions = await loadFieldVersions(tx, person.id);
  const plan = planEdit(Object.keys(changes) as EditableField[], { basedOn: input.basedOn, version: person.version }, fieldVersions);
  await actAs(tx, ctx.actor);
  if (plan.write.length > 0) await write(tx, person, pick(changes, plan.write), ctx);
  if (plan.contested.length === 0) return { outcome: plan.outcome, personId: person.id, conflictId: null };
  const sayings: Sayings = Object.fromEntries(plan.contested.map((field) => [field, { first: valueOf(person, field, ctx), second: changes[field] ?? null }]));
  const latest = plan.contested.map((field) => fieldVersions[field]!).reduce((one, other) => (other.version > one.version ? other : one));
  const id = newId();
  await insertConflict(tx, {
    id, kind: 'PERSON', areaCode: person.areaCode, personId: person.id, roundId: null, householdId: null, fields: plan.contested,
    valuesSealed: ctx.sealer.seal(JSON.stringify(sayings)), firstVisitId: null, secondVisitId: null, firstById: latest.byId ?? '', firstBy: latest.by ?? '',
    secondById: ctx.actor.id, secondBy: ctx.actor.name, basedOn: input.basedOn, madeAt: new Date(input.editedAt), receivedAt: ctx.clock.now(),
  });
  return { outcome: 'CONFLICT', personId: person.id, conflictId: id };
}

/** Fields whose value would differ from what is there. */
function changesOf(person: Person, input: Pick<EditPersonInput, 'name' | 'phone' | 'relation'>, ctx: Context): Values {
  const { name, phone, relation } = readCorrection(person, input);
  const before = person.phoneIndex;
  const samePhone = phone === undefined || (phone === null ? before === null : before !== null && ctx.sealer.indexes(phone).some((index) => before.equals(index)));
  return { ...(name === undefined ? {} : { name }), ...(samePhone ? {} : { phone }), ...(relation === undefined ? {} : { relation }) };
}

async function write(tx: Tx, person: Person, values: Values, ctx: Context): Promise<void> {
  await updatePerson(tx, {
    ...person,
    ...(values.name ? { name: values.name, ...pinyinOf(values.name) } : {}),
    ...('relation' in values ? { relation: values.relation ?? '' } : {}),
    ...('phone' in values ? sealPhone(values.phone ?? null, ctx.sealer) : {}),
    version: person.version + 1,
  });
  await matchLateEntries(tx, [person.id], ctx.clock.now());
}

function valueOf(person: Person, field: EditableField, ctx: Context): string | null {
  if (field === 'phone') return person.phoneSealed && ctx.sealer.open(person.phoneSealed);
  return person[field] || null;
}

function pick(values: Values, fields: readonly EditableField[]): Values {
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
}

/** A clerk's decision: written over the register or the door as a version of its own. */
export async function resolveConflict(tx: Tx, input: ResolveConflictInput, ctx: Context): Promise<string> {
  const conflict = await loadConflictForUpdate(tx, input.conflictId);
  if (!withinArea(ctx.actor, conflict.areaCode)) throw conflictUnknown();
  if (conflict.state === 'RESOLVED') throw conflictResolved(conflict.resolvedBy ?? '');
  const taken = readTaken(conflict.fields, input.take);
  await actAs(tx, ctx.actor);
  await closeConflict(tx, conflict.id, { taken, resolvedById: ctx.actor.id, resolvedBy: ctx.actor.name, resolvedAt: ctx.clock.now() });
  if (conflict.kind === 'PERSON') await settlePerson(tx, conflict, taken, ctx);
  else await settleDoor(tx, conflict, taken, ctx);
  return conflict.id;
}

async function settlePerson(tx: Tx, conflict: EditConflict, taken: Record<string, Side>, ctx: Context): Promise<void> {
  const person = await loadPersonForUpdate(tx, conflict.personId!);
  const sayings = JSON.parse(ctx.sealer.open(conflict.valuesSealed!)) as Sayings;
  const wanted = Object.entries(taken).filter(([, side]) => side === 'SECOND').map(([field]) => [field, sayings[field]?.second ?? '']);
  const changes = changesOf(person, Object.fromEntries(wanted) as Partial<Record<EditableField, string>>, ctx);
  if (Object.keys(changes).length > 0) await write(tx, person, changes, ctx);
}

async function settleDoor(tx: Tx, conflict: EditConflict, taken: Record<string, Side>, ctx: Context): Promise<void> {
  const door = { roundId: conflict.roundId!, householdId: conflict.householdId! };
  const target = await loadTargetForUpdate(tx, door.roundId, door.householdId);
  const visits = new Map((await findVisits(tx, [conflict.firstVisitId!, conflict.secondVisitId!])).map((visit) => [visit.id, visit]));
  const second = visits.get(conflict.secondVisitId!)!;
  // What is known now may be newer than what was first: the decision is between that and the second.
  const found = resolveFound(target.lastVisit ?? visits.get(conflict.firstVisitId!)!, second, taken);
  const { areaCode: _area, ...base } = second;
  const at = ctx.clock.now();
  const visit = {
    ...base, ...found, id: newId(), standing: 'RESOLVED' as const, version: target.version + 1, basedOn: target.version, visitedAt: at, receivedAt: at,
    visitedBy: ctx.actor.name, visitedById: ctx.actor.id,
  };
  await insertVisit(tx, visit);
  await countVisit(tx, visit, { attempts: target.attempts, dueAt: null, escalatedTo: target.escalatedTo });
  if ((await countOpenAtDoor(tx, door)) === 0) await markConflicted(tx, door, false);
  await tellSwept(tx, target, visit, ctx);
  await tellSweeps(tx, at);
}
