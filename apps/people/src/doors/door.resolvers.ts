import { areaLineage } from '@lianfang/contracts/areas';
import { maskAddress } from '@lianfang/contracts/documents';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { asProven, concealed, inSight } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Json } from '@lianfang/platform/persistence';
import { areaLoader, areaOf, compoundLoader } from '../areas/area.loader.ts';
import { shortAreaName } from '../areas/area.rules.ts';
import type { ReportHouseholdInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { addressLine, householdUnknown, unseenHousehold } from '../households/household.rules.ts';
import type { Household } from '../households/household.rules.ts';
import { findHouseholds } from '../households/household.store.ts';
import { membersLoader, personLoader } from '../people/person.loader.ts';
import { unseenPerson } from '../people/person.rules.ts';
import { demandProof, householdBehind } from './door.proof.ts';
import { writeDoorCode } from './door.code.ts';
import { doorUnknown } from './door.rules.ts';
import type { DoorCode, MemberReport, SelfReport } from './door.rules.ts';
import { countSheet, findDoorCodesOf, issueCodes, listBuildings, pageSheet, renewCode } from './door.store.ts';
import { keepReport } from './report.change.ts';
import type { KeptReport } from './report.change.ts';
import { countReports, findReports, listReported, listReportsOf, pageReports } from './report.store.ts';
import type { ReportedMember } from './report.store.ts';

type DoorResolvers = Pick<
  Resolvers, 'DoorPage' | 'DoorMember' | 'HouseholdReported' | 'DoorSheetLine' | 'SelfReport' | 'SelfReportMember' | 'SelfReportMovement' | 'Query' | 'Mutation'
>;

/** A household as its own page shows it. */
export interface DoorPageRow {
  household: Household;
  proven: boolean;
}

/** A report that was taken, and the rounds in which it counts. */
export type ReportedRow = SelfReport & { rounds: number };

export interface SheetRow {
  householdId: string;
}

const reportDays = 14;

export const doorResolvers: DoorResolvers = {
  Query: {
    doorPage: async (_root, { code, proof }, ctx) => {
      const door = await householdBehind(code, ctx);
      if (!door) return null;
      if (proof?.trim()) await demandProof(door, proof, ctx);
      return pageRow(door.household, Boolean(proof?.trim()) || ctx.actor.householdId === door.household.id);
    },
    myDoorPage: async (_root, _args, ctx) => {
      const household = await ownHousehold(ctx);
      return household && pageRow(household, true);
    },
    doorSheet: async (_root, { areaCode, compoundId, building, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const wanted = { areaCode, compoundId, building };
      return connection(await pageSheet(ctx.database.manager, wanted, page), page, ({ householdId }) => householdId, () => countSheet(ctx.database.manager, wanted));
    },
    buildings: async (_root, { compoundId }, ctx) => {
      const compound = await compoundLoader(ctx).load(compoundId);
      return compound && withinArea(ctx.actor, compound.areaCode) ? listBuildings(ctx.database.manager, compoundId) : [];
    },
    selfReports: async (_root, { areaCode, feverOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, feverOnly };
      return connection(await pageReports(ctx.database.manager, filter, page), page, ({ id }) => id, () => countReports(ctx.database.manager, filter));
    },
  },
  Mutation: {
    reportHousehold: async (_root, { input }, ctx) => {
      const { household, way } = await reporterOf(input, ctx);
      // By household, not by caller: a code has no account, and one key is one report whoever sends it again.
      const call = { key: input.key, operation: 'reportHousehold', caller: `door ${household.id}`, payload: { ...input, proof: null } };
      return transact(ctx.database, async (tx) => {
        const work = () => keepReport(tx, { household, way, reportedAt: new Date(input.reportedAt) }, input.members.map(memberOf), ctx) as Promise<unknown> as Promise<Json>;
        const { reportId, rounds } = (await answerOnce(tx, call, work)) as unknown as KeptReport;
        return { ...(await findReports(tx, [reportId]))[0]!, rounds };
      });
    },
    issueDoorCodes: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'issueDoorCodes', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, (tx) => answerOnce(tx, call, () => issueCodes(tx, input, ctx.sealer, { by: ctx.actor.name, at: ctx.clock.now() })));
    },
    renewDoorCode: (_root, { householdId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const [household] = await findHouseholds(tx, [householdId]);
        if (!household || !withinArea(ctx.actor, household.areaCode)) throw householdUnknown();
        await renewCode(tx, { householdId, areaCode: household.areaCode }, ctx.sealer, { by: ctx.actor.name, at: ctx.clock.now() });
        return { householdId };
      }),
  },
  DoorPage: {
    address: (page, _args, ctx) => concealed({ open: () => addressOf(page.household, ctx), mask: async () => maskAddress(shortAreaName((await areaOf(ctx, page.household.areaCode.slice(0, 12))).name)) }),
    members: async ({ household, proven }, _args, ctx) => ((await membersLoader(ctx).load(household.id)) ?? []).map((member) => (proven ? asProven({ ...member }) : member)),
    reports: ({ household, proven }, _args, ctx) => (proven ? listReportsOf(ctx.database.manager, household.id, new Date(ctx.clock.now().getTime() - reportDays * 86_400_000)) : []),
  },
  DoorSheetLine: {
    household: async ({ householdId }, _args, ctx) => (await householdLoader(ctx).load(householdId))!,
    code: async ({ householdId }, _args, ctx) => {
      const kept = await codeLoader(ctx).load(householdId);
      return kept && writeDoorCode(kept.id, Buffer.from(ctx.sealer.open(kept.keySealed), 'base64'));
    },
    issuedAt: async ({ householdId }, _args, ctx) => (await codeLoader(ctx).load(householdId))?.issuedAt ?? null,
    issuedBy: async ({ householdId }, _args, ctx) => (await codeLoader(ctx).load(householdId))?.issuedBy ?? null,
  },
  SelfReport: {
    household: async ({ householdId }, _args, ctx) => (await householdLoader(ctx).load(householdId)) ?? unseenHousehold(householdId, ctx.actor.areaCode),
    members: async ({ id, areaCode }, _args, ctx) => ((await reportedLoader(ctx).load(id)) ?? []).map((member) => ({ ...member, id, areaCode })),
  },
  SelfReportMember: {
    person: async ({ personId }, _args, ctx) => {
      const person = await personLoader(ctx).load(personId);
      return person && inSight(person, ctx) ? person : unseenPerson(personId, ctx.actor.areaCode);
    },
  },
  SelfReportMovement: {
    originCode: ({ originAreaCode }) => originAreaCode,
    origin: async ({ originAreaCode }, _args, ctx) => {
      const known = await Promise.all(areaLineage(originAreaCode).map((code) => areaLoader(ctx).load(code)));
      return known.findLast((area) => area !== null && area.code.length >= 4) ?? null;
    },
  },
};

/** The page as a row that masks and the trail can go by. */
function pageRow(household: Household, proven: boolean): DoorPageRow & { id: string; areaCode: string; householdId: string } {
  const row = { id: household.id, areaCode: household.areaCode, householdId: household.id, household, proven };
  return proven ? asProven(row) : row;
}

async function ownHousehold(ctx: Context): Promise<Household | null> {
  const household = ctx.actor.householdId ? await householdLoader(ctx).load(ctx.actor.householdId) : null;
  return household && inSight({ areaCode: household.areaCode, householdId: household.id }, ctx) ? household : null;
}

/** Whose report it is: of the household whose account it is, or whose door was scanned by somebody who has proven to live there. */
async function reporterOf({ code, proof }: ReportHouseholdInput, ctx: Context): Promise<{ household: Household; way: 'DOOR' | 'ACCOUNT' }> {
  if (!code) {
    const household = await ownHousehold(ctx);
    if (!household) throw doorUnknown();
    return { household, way: 'ACCOUNT' };
  }
  const door = await householdBehind(code, ctx);
  if (!door) throw doorUnknown();
  if (ctx.actor.householdId !== door.household.id) await demandProof(door, proof ?? '', ctx);
  return { household: door.household, way: 'DOOR' };
}

function memberOf({ personId, present, temperature, movements }: ReportHouseholdInput['members'][number]): MemberReport {
  return {
    personId, present, temperature: temperature ?? null,
    movements: movements.map(({ originAreaCode, cameOn, risk }) => ({ originAreaCode, cameOn, risk: risk ?? null })),
  };
}

async function addressOf(household: Household, ctx: Context): Promise<string> {
  const compound = await compoundLoader(ctx).load(household.compoundId);
  return addressLine({ ...household, compoundName: compound?.name ?? '' });
}

function codeLoader(ctx: Context) {
  return batchLoader<string, DoorCode>(ctx, 'door-codes', async (ids) => new Map((await findDoorCodesOf(ctx.database.manager, ids)).map((row) => [row.householdId, row])));
}

function reportedLoader(ctx: Context) {
  return batchLoader<string, ReportedMember[]>(ctx, 'reported-members', async (ids) => Map.groupBy(await listReported(ctx.database.manager, ids), ({ reportId }) => reportId));
}
