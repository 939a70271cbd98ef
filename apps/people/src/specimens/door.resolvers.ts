import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import type { RecordRevisitInput, Resolvers, ResolveDiscrepancyInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { sealPhone } from '../people/person.rules.ts';
import { correctRegister } from './correction.change.ts';
import {
  countBlind, countDiscrepancies, findDiscrepancies, findDoors, insertDiscrepancies, loadBlind, loadDiscrepancyForUpdate, loadDoorForUpdate, pageBlind, pageDiscrepancies,
  resolve, updateDoor,
} from './door.store.ts';
import { discrepancyLoader, specimenDoorLoader, specimenLoader } from './specimen.loader.ts';
import { discrepancyUnknown, doorUnknown, specimenPublished } from './specimen.refusals.ts';
import { compare, demandRevisit, judgeAnswers, judgeResolution } from './specimen.rules.ts';
import type { Discrepancy, SpecimenDoor, SpecimenField } from './specimen.rules.ts';
import { findReportsOf, findSpecimens, loadSpecimenForUpdate } from './specimen.store.ts';

/** Answers of one visit; the row tells whose sight they lie in. */
export interface ToldAnswers {
  areaCode: string;
  householdId: string;
  occupancy: 'OCCUPIED' | 'VACANT' | null;
  residents: number | null;
  headName: string | null;
  phoneSealed: Buffer | null;
  phoneMask: string | null;
  returnees: number | null;
}

/** A difference is to be corrected within a day. */
const correctWithinMs = 24 * 3_600_000;

type DoorResolvers = Pick<Resolvers, 'SpecimenDoor' | 'SpecimenAnswers' | 'BlindDoor' | 'Discrepancy' | 'Query' | 'Mutation'>;

export const specimenDoorResolvers: DoorResolvers = {
  Query: {
    blindDoors: async (_root, { areaCode, openOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, openOnly };
      return connection(await pageBlind(ctx.database.manager, filter, page), page, (door) => door.id, () => countBlind(ctx.database.manager, filter));
    },
    discrepancies: async (_root, { areaCode, specimenId, open, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, specimenId, open };
      return connection(await pageDiscrepancies(ctx.database.manager, filter, page), page, (row) => row.id, () => countDiscrepancies(ctx.database.manager, filter));
    },
  },
  Mutation: {
    recordRevisit: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'recordRevisit', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => loadBlind(tx, await answerOnce(tx, call, () => revisit(tx, input, ctx))));
    },
    resolveDiscrepancy: (_root, { input }, ctx) => transact(ctx.database, (tx) => settle(tx, input, ctx)),
  },
  SpecimenDoor: {
    __resolveReference: async ({ id }, ctx) => {
      const door = await specimenDoorLoader(ctx).load(id);
      return door && withinArea(ctx.actor, door.areaCode) ? door : null;
    },
    household: async ({ householdId }, _args, ctx) => (await householdLoader(ctx).load(householdId))!,
    first: (door) => firstOf(door),
    second: (door) => secondOf(door),
    met: ({ result }) => (result === null ? null : result === 'MET'),
    differing: ({ compared }) => Object.entries(compared ?? {}).filter(([, differs]) => differs).map(([field]) => field as SpecimenField),
  },
  SpecimenAnswers: {
    phone: ({ phoneSealed, phoneMask }, _args, ctx) => phoneSealed && concealed({ open: () => ctx.sealer.open(phoneSealed), mask: () => phoneMask! }),
  },
  BlindDoor: { area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode) },
  Discrepancy: {
    __resolveReference: async ({ id }, ctx) => {
      const found = await discrepancyLoader(ctx).load(id);
      return found && withinArea(ctx.actor, found.areaCode) ? found : null;
    },
    specimen: async ({ specimenId }, _args, ctx) => (await specimenLoader(ctx).load(specimenId))!,
    household: async ({ householdId }, _args, ctx) => (await householdLoader(ctx).load(householdId))!,
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    firstAnswer: async ({ doorId, field }, _args, ctx) => answerText(firstOf((await specimenDoorLoader(ctx).load(doorId))!), field),
    secondAnswer: async ({ doorId, field }, _args, ctx) => answerText(secondOf((await specimenDoorLoader(ctx).load(doorId))!), field),
    overdue: ({ resolution, dueAt }, _args, ctx) => resolution === null && dueAt < ctx.clock.now(),
  },
};

function firstOf(door: SpecimenDoor): ToldAnswers {
  const { areaCode, householdId, firstOccupancy: occupancy, firstResidents: residents, firstName: headName, firstReturnees: returnees } = door;
  return { areaCode, householdId, occupancy, residents, headName, phoneSealed: door.firstPhoneSealed, phoneMask: door.firstPhoneMask, returnees };
}

function secondOf(door: SpecimenDoor): ToldAnswers | null {
  if (door.result !== 'MET') return null;
  const { areaCode, householdId, occupancy, residents, name: headName, returnees, phoneSealed, phoneMask } = door;
  return { areaCode, householdId, occupancy, residents, headName, phoneSealed, phoneMask, returnees };
}

/** As one text for the list; a phone stays masked there. */
function answerText(answers: ToldAnswers | null, field: SpecimenField): string | null {
  if (!answers) return null;
  switch (field) {
    case 'OCCUPANCY': return answers.occupancy;
    case 'RESIDENTS': return answers.residents === null ? null : String(answers.residents);
    case 'HEAD_NAME': return answers.headName;
    case 'PHONE': return answers.phoneMask;
    case 'RETURNEES': return answers.returnees === null ? null : String(answers.returnees);
  }
}

async function revisit(tx: Tx, input: RecordRevisitInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const [seen] = await findDoors(tx, [input.doorId]);
  if (!seen || !withinArea(ctx.actor, seen.areaCode)) throw doorUnknown();
  // The specimen first, as publishing does: no door is answered behind its publication.
  await loadSpecimenForUpdate(tx, seen.specimenId);
  if ((await findReportsOf(tx, [seen.specimenId])).length > 0) throw specimenPublished();
  const door = await loadDoorForUpdate(tx, input.doorId);
  demandRevisit(door, ctx.actor);
  const answers = judgeAnswers(input);
  const samePhone = answers.phone !== null && door.firstPhoneIndex !== null && ctx.sealer.indexes(answers.phone).some((index) => index.equals(door.firstPhoneIndex!));
  const compared = answers.met ? compare(door, answers, samePhone) : null;
  const { met, phone, ...told } = answers;
  const revisited = { result: met ? ('MET' as const) : ('NOT_MET' as const), ...told, ...sealPhone(phone, ctx.sealer), compared, revisitedAt: now, revisitedById: ctx.actor.id, revisitedBy: ctx.actor.name };
  await updateDoor(tx, { ...door, ...revisited });
  const differing = Object.entries(compared ?? {}).filter(([, differs]) => differs).map(([field]) => field as SpecimenField);
  const { id: doorId, specimenId, householdId, areaCode } = door;
  await insertDiscrepancies(tx, differing.map((field) => ({ id: newId(), specimenId, doorId, householdId, areaCode, field, dueAt: new Date(now.getTime() + correctWithinMs) })));
  return door.id;
}

async function settle(tx: Tx, input: ResolveDiscrepancyInput, ctx: Context): Promise<Discrepancy> {
  const discrepancy = await loadDiscrepancyForUpdate(tx, input.discrepancyId);
  if (!withinArea(ctx.actor, discrepancy.areaCode)) throw discrepancyUnknown();
  const note = judgeResolution(discrepancy, input);
  const nothing = { changeType: null, changeId: null, changeVersion: null };
  const change = input.resolution === 'CORRECTED' ? await correct(tx, discrepancy, ctx) : nothing;
  await resolve(tx, discrepancy.id, { resolution: input.resolution, ...change, note, doneBy: ctx.actor.name, doneAt: ctx.clock.now(), version: discrepancy.version + 1 });
  return (await findDiscrepancies(tx, [discrepancy.id]))[0]!;
}

async function correct(tx: Tx, discrepancy: Discrepancy, ctx: Context) {
  const [door] = await findDoors(tx, [discrepancy.doorId]);
  const [specimen] = await findSpecimens(tx, [discrepancy.specimenId]);
  const change = await correctRegister(tx, { discrepancy, door: door!, specimen: specimen! }, ctx);
  ctx.audit.note({ record: { type: change.changeType!, id: change.changeId!, areaCode: discrepancy.areaCode }, reason: `specimen ${discrepancy.field}` });
  return change;
}
