import { randomBytes } from 'node:crypto';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { DrawSpecimenInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { deadlineInvalid } from '../readings/reading.refusals.ts';
import { findRounds } from '../sweeps/sweep.store.ts';
import { pageDoors } from './door.store.ts';
import { sizeForMargin } from './interval.rules.ts';
import { discrepancyCountsLoader, fieldCountsLoader, noDiscrepancies, progressLoader, reportLoader, reportOfLoader, specimenLoader } from './specimen.loader.ts';
import { specimenEmpty, specimenScopeInvalid, specimenSizeInvalid, specimenUnfinished, specimenUnknown } from './specimen.refusals.ts';
import { algorithm, judgeDraft, methodOf, resultsOf, sizeOf } from './specimen.rules.ts';
import type { FieldResult, Specimen, SpecimenReport } from './specimen.rules.ts';
import {
  countReports, countSpecimens, drawDoors, findReports, findReportsOf, findSpecimens, frameOf, insertReport, insertSpecimen, latestRound, listFieldCounts, listProgress,
  loadSpecimenForUpdate, pageReports, pageSpecimens,
} from './specimen.store.ts';

const dueWithinMs = 48 * 3_600_000;
const latestDueMs = 30 * 24 * 3_600_000;

type SpecimenResolvers = Pick<Resolvers, 'Specimen' | 'SpecimenReport' | 'Query' | 'Mutation'>;

export const specimenResolvers: SpecimenResolvers = {
  Query: {
    specimens: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      return connection(await pageSpecimens(ctx.database.manager, areaCode, page), page, (row) => row.id, () => countSpecimens(ctx.database.manager, areaCode));
    },
    specimen: (_root, { id }, ctx) => findOwn(ctx, id),
    specimenSize: async (_root, { areaCode, margin }, ctx) => {
      demandArea(ctx.actor, areaCode);
      if (areaCode.length < 12) throw specimenScopeInvalid();
      if (!(margin >= 0.005 && margin <= 0.3)) throw specimenSizeInvalid();
      const { population } = await frameOf(ctx.database.manager, areaCode);
      return population === 0 ? 0 : sizeForMargin(margin, population);
    },
    specimenReports: async (_root, { areaCode, first, after }, ctx) => {
      const page = pageOfIds({ first, after });
      return connection(await pageReports(ctx.database.manager, areaCode, page), page, (row) => row.id, () => countReports(ctx.database.manager, areaCode));
    },
    specimenReport: (_root, { id }, ctx) => reportLoader(ctx).load(id),
  },
  Mutation: {
    drawSpecimen: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'drawSpecimen', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => draw(tx, input, ctx));
        return (await findSpecimens(tx, [id]))[0]!;
      });
    },
    publishSpecimen: (_root, { specimenId }, ctx) => transact(ctx.database, (tx) => publish(tx, specimenId, ctx)),
  },
  Specimen: {
    __resolveReference: ({ id }, ctx) => findOwn(ctx, id),
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    round: async ({ roundId }, _args, ctx) => (roundId ? ((await findRounds(ctx.database.manager, [roundId]))[0] ?? null) : null),
    met: async ({ id }, _args, ctx) => (await progressLoader(ctx).load(id))?.met ?? 0,
    notMet: async ({ id }, _args, ctx) => (await progressLoader(ctx).load(id))?.notMet ?? 0,
    left: async ({ id }, _args, ctx) => (await progressLoader(ctx).load(id))?.left ?? 0,
    results: async (specimen, _args, ctx) =>
      resultsOf((await fieldCountsLoader(ctx).load(specimen.id)) ?? [], (await progressLoader(ctx).load(specimen.id))?.met ?? 0, specimen.population),
    discrepancies: async ({ id }, _args, ctx) => (await discrepancyCountsLoader(ctx).load(id)) ?? noDiscrepancies(id),
    doors: async ({ id, size }, { first, after }, ctx) => {
      const page = pageOfIds({ first, after });
      return connection(await pageDoors(ctx.database.manager, id, page), page, (door) => door.id, size);
    },
    report: ({ id }, _args, ctx) => reportOfLoader(ctx).load(id),
  },
  SpecimenReport: {
    __resolveReference: ({ id }, ctx) => reportLoader(ctx).load(id),
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    method: ({ methodZh, methodEn }, _args, { language }) => (language === 'zh' ? methodZh : methodEn),
    corrections: async ({ specimenId }, _args, ctx) => (await discrepancyCountsLoader(ctx).load(specimenId)) ?? noDiscrepancies(specimenId),
  },
};

async function findOwn(ctx: Context, id: string): Promise<Specimen | null> {
  const specimen = await specimenLoader(ctx).load(id);
  return specimen && withinArea(ctx.actor, specimen.areaCode) ? specimen : null;
}

async function draw(tx: Tx, input: DrawSpecimenInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const { title, seed } = judgeDraft(input);
  const dueAt = input.dueAt ?? new Date(now.getTime() + dueWithinMs);
  if (!(dueAt > now) || dueAt.getTime() > now.getTime() + latestDueMs) throw deadlineInvalid();
  await loadArea(tx, input.areaCode);
  const frame = await frameOf(tx, input.areaCode);
  if (frame.population === 0) throw specimenEmpty();
  const specimen: Specimen = {
    id: newId(), areaCode: input.areaCode, roundId: await latestRound(tx, input.areaCode), title, algorithm, seed: seed ?? randomBytes(8).toString('hex'), ...frame,
    ...sizeOf(input, frame.population), drawnAt: now, drawnBy: ctx.actor.name, dueAt,
  };
  await insertSpecimen(tx, specimen);
  await drawDoors(tx, specimen);
  return specimen.id;
}

/** Publishing twice gives the publication that stands. */
async function publish(tx: Tx, id: string, ctx: Context): Promise<SpecimenReport> {
  const specimen = await loadSpecimenForUpdate(tx, id);
  if (!withinArea(ctx.actor, specimen.areaCode)) throw specimenUnknown();
  const [known] = await findReportsOf(tx, [id]);
  if (known) return known;
  const [progress] = await listProgress(tx, [id]);
  const { met, notMet, left } = progress!;
  if (left > 0) throw specimenUnfinished(left);
  const results: FieldResult[] = resultsOf(await listFieldCounts(tx, [id]), met, specimen.population);
  const { zh: methodZh, en: methodEn } = methodOf(specimen);
  const { areaCode, title, seed, frameHash, population, size } = specimen;
  const report = {
    id: newId(), specimenId: id, areaCode, title, algorithm: specimen.algorithm, seed, frameHash, population, size, met, notMet, methodZh, methodEn, results,
    agency: ctx.actor.agency, publishedAt: ctx.clock.now(),
  };
  await insertReport(tx, report);
  return (await findReports(tx, [report.id]))[0]!;
}
