import { areaLevel } from '@lianfang/contracts/areas';
import { demandArea, demandSight, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed, inSight } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf, placeOf } from '../areas/area.loader.ts';
import { areaUnknown } from '../areas/area.rules.ts';
import { loadArea } from '../areas/area.store.ts';
import type { CorrectPersonInput, IdentifyPersonInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { householdUnknown } from '../households/household.rules.ts';
import { noteDuplicates } from '../duplicates/duplicate.change.ts';
import { matchLateEntries } from '../reconciliation/reconcile.change.ts';
import { changeRegister } from '../register/register.change.ts';
import { letIn } from '../residents/resident.change.ts';
import { personMerged } from '../residents/resident.rules.ts';
import { lockHouseholds, setRegisterNow } from '../residents/resident.store.ts';
import { personLoader } from './person.loader.ts';
import { judgePerson, personChangedMeanwhile, personUnknown, readCorrection, sealNumbers, sealPhone, unseenPerson } from './person.rules.ts';
import type { Person } from './person.rules.ts';
import { pinyinOf } from './pinyin.ts';
import { countPeople, findByDocument, findPeople, insertPeople, listPeople, loadPersonForUpdate, updatePerson } from './person.store.ts';

export const personResolvers: Pick<Resolvers, 'Person' | 'Query' | 'Mutation'> = {
  Query: {
    person: async (_root, { id }, ctx) => {
      const person = await personLoader(ctx).load(id);
      return person && inSight(person, ctx) ? person : null;
    },
    people: async (_root, { areaCode, search, first, after }, ctx) => {
      demandSight(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, search, sealer: ctx.sealer };
      const rows = await listPeople(ctx.database.manager, filter, page);
      return connection(rows, page, (person) => person.id, () => countPeople(ctx.database.manager, filter));
    },
  },
  Mutation: {
    identifyPerson: async (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'identifyPerson', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => (await findOrEnter(tx, input, ctx)).id);
        const [person] = await findPeople(tx, [id]);
        return person!;
      });
    },
    correctPerson: async (_root, { input }, ctx) =>
      transact(ctx.database, async (tx) => {
        const person = await loadPersonForUpdate(tx, input.personId);
        if (!withinArea(ctx.actor, person.areaCode)) throw personUnknown();
        if (person.mergedInto) throw personMerged();
        if (person.version !== input.version) throw personChangedMeanwhile(person.version);
        const corrected = correct(person, input, ctx);
        if (corrected) {
          await updatePerson(tx, corrected);
          await matchLateEntries(tx, [corrected.id], ctx.clock.now());
          await noteDuplicates(tx, [corrected.id], ctx.clock.now());
        }
        return corrected ?? person;
      }),
  },
  Person: {
    __resolveReference: async ({ id }, ctx) => {
      const person = await personLoader(ctx).load(id);
      return person && inSight(person, ctx) ? person : unseenPerson(id, ctx.actor.areaCode);
    },
    idNumber: ({ idNumberSealed, idNumberMask }, _args, ctx) =>
      idNumberSealed && concealed({ open: () => ctx.sealer.open(idNumberSealed), mask: () => idNumberMask }),
    phone: ({ phoneSealed, phoneMask }, _args, ctx) => phoneSealed && concealed({ open: () => ctx.sealer.open(phoneSealed), mask: () => phoneMask! }),
    area: (person, _args, ctx) => (person.areaCode === null ? areaOf(ctx, person.shownAreaCode) : placeOf(ctx, person.areaCode)),
    household: (person, _args, ctx) => (person.householdId ? householdLoader(ctx).load(person.householdId) : null),
  },
};

async function findOrEnter(tx: Tx, input: IdentifyPersonInput, ctx: Context): Promise<Person> {
  const facts = judgePerson(input, shanghaiDay(ctx.clock.now()));
  const known = await findByDocument(tx, facts.documentKind, ctx.sealer.indexes(facts.idNumber));
  if (known) return known;
  await setRegisterNow(tx, ctx.clock.now());
  const areaCode = await stayOf(tx, input, ctx);
  const person: Person = {
    ...facts,
    ...pinyinOf(facts.name),
    ...sealNumbers(facts, ctx.sealer),
    id: newId(),
    householdId: input.householdId ?? null,
    areaCode,
    relation: null,
    version: 1,
  };
  // Another gate may have entered the same document since we looked; then its entry is the person.
  const inserted = await insertPeople(tx, [person]);
  if (inserted === 0) return (await findByDocument(tx, facts.documentKind, [person.idNumberIndex]))!;
  await changeRegister(tx, [{ areaCode, households: 0, vacantHouseholds: 0, people: 1 }], ctx.clock.now());
  await matchLateEntries(tx, [person.id], ctx.clock.now());
  await noteDuplicates(tx, [person.id], ctx.clock.now());
  return person;
}

/** A member of a household stands in its grid; a visitor in the community given. */
async function stayOf(tx: Tx, input: IdentifyPersonInput, ctx: Context): Promise<string> {
  if (input.householdId) {
    const household = (await lockHouseholds(tx, [input.householdId])).get(input.householdId.toLowerCase());
    if (!household?.areaCode.startsWith(input.areaCode)) throw householdUnknown();
    await letIn(tx, household, ctx.clock.now());
    return household.areaCode;
  }
  const area = await loadArea(tx, input.areaCode);
  if (!['COMMUNITY', 'GRID'].includes(areaLevel(area.code))) throw areaUnknown(input.areaCode);
  return area.code;
}

/** The person after the correction, or null when it changes nothing. */
function correct(person: Person, input: CorrectPersonInput, ctx: Context): Person | null {
  const { phone, ...changes } = readCorrection(person, input);
  const phoneMoved = phone !== undefined && !samePhone(person.phoneIndex, phone ? ctx.sealer.indexes(phone) : []);
  if (!phoneMoved && Object.keys(changes).length === 0) return null;
  return {
    ...person,
    ...changes,
    ...(changes.name === undefined ? {} : pinyinOf(changes.name)),
    ...(phoneMoved ? sealPhone(phone, ctx.sealer) : {}),
    version: person.version + 1,
  };
}

function samePhone(before: Buffer | null, after: readonly Buffer[]): boolean {
  return before ? after.some((index) => before.equals(index)) : after.length === 0;
}
