import { FacilityChanged } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { currentStayLoader } from '../stays/stay.loader.ts';
import { bedBoardLoader, bedCountsLoader, bedLoader, facilityLoader, stepsLoader } from './facility.loader.ts';
import { advanceFacility, designateFacility, facilityUnknown, isComplete, openBedsChange } from './facility.rules.ts';
import type { Facility, FacilityState } from './facility.rules.ts';
import {
  countBeds,
  findFacilities,
  insertFacility,
  insertStep,
  listFacilities,
  loadFacilityForUpdate,
  updateFacility,
} from './facility.store.ts';

type FacilityResolvers = Pick<Resolvers, 'Area' | 'Facility' | 'FacilityChecklist' | 'Bed' | 'Query' | 'Mutation'>;

export const facilityResolvers: FacilityResolvers = {
  Query: {
    facility: (_root, { id }, ctx) => visibleFacility(id, ctx),
    facilities: (_root, { areaCode, state }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listFacilities(ctx.database.manager, areaCode, state);
    },
  },
  Mutation: {
    registerFacility: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'registerFacility', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const { facility, beds } = designateFacility(input, newId);
          await insertFacility(tx, facility, beds);
          await recordStep(tx, facility, null, beds.length, ctx);
          return facility.id;
        });
        return (await findFacilities(tx, [id]))[0]!;
      });
    },
    checkFacility: (_root, { facilityId, checklist }, ctx) =>
      transact(ctx.database, async (tx) => {
        const facility = await loadOwn(tx, facilityId, ctx);
        const ticked = Object.fromEntries(Object.entries(checklist).filter(([, value]) => value != null));
        const checked = { ...facility, ...ticked };
        await updateFacility(tx, checked);
        return checked;
      }),
    advanceFacility: (_root, { facilityId, to }, ctx) =>
      transact(ctx.database, async (tx) => {
        const facility = await loadOwn(tx, facilityId, ctx);
        if (facility.state === to) return facility;
        const [counts] = await countBeds(tx, [facility.id]);
        const advanced = advanceFacility(facility, to, counts?.occupied ?? 0);
        await updateFacility(tx, advanced);
        await recordStep(tx, advanced, facility.state, counts?.capacity ?? 0, ctx);
        return advanced;
      }),
  },
  Area: {
    __resolveReference: ({ code }) => ({ code }),
    facilities: ({ code }, { state }, ctx) => {
      demandArea(ctx.actor, code);
      return listFacilities(ctx.database.manager, code, state);
    },
  },
  Facility: {
    __resolveReference: ({ id }, ctx) => visibleFacility(id, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    checklist: (facility) => facility,
    steps: async ({ id }, _args, ctx) => (await stepsLoader(ctx).load(id)) ?? [],
    capacity: async ({ id }, _args, ctx) => (await bedCountsLoader(ctx).load(id))?.capacity ?? 0,
    occupied: async ({ id }, _args, ctx) => (await bedCountsLoader(ctx).load(id))?.occupied ?? 0,
    free: async ({ id }, _args, ctx) => {
      const counts = await bedCountsLoader(ctx).load(id);
      return counts ? counts.capacity - counts.occupied : 0;
    },
    beds: async (facility, { freeOnly }, ctx) => {
      demandArea(ctx.actor, facility.areaCode);
      return (await bedBoardLoader(ctx, freeOnly).load(facility.id)) ?? [];
    },
  },
  FacilityChecklist: {
    complete: isComplete,
  },
  Bed: {
    __resolveReference: async ({ id }, ctx) => {
      const bed = await bedLoader(ctx).load(id);
      return bed && (await visibleFacility(bed.facilityId, ctx)) ? bed : null;
    },
    facility: async (bed, _args, ctx) => (await facilityLoader(ctx).load(bed.facilityId))!,
    currentStay: (bed, _args, ctx) => currentStayLoader(ctx).load(bed.id),
  },
};

async function visibleFacility(id: string, ctx: Context): Promise<Facility | null> {
  const facility = await facilityLoader(ctx).load(id);
  return facility && withinArea(ctx.actor, facility.areaCode) ? facility : null;
}

async function loadOwn(tx: Tx, id: string, ctx: Context): Promise<Facility> {
  const facility = await loadFacilityForUpdate(tx, id);
  if (!withinArea(ctx.actor, facility.areaCode)) throw facilityUnknown();
  return facility;
}

async function recordStep(tx: Tx, facility: Facility, before: FacilityState | null, capacity: number, ctx: Context): Promise<void> {
  const at = ctx.clock.now();
  await insertStep(tx, { facilityId: facility.id, state: facility.state, at, by: ctx.actor.name });
  const { id, areaCode, state } = facility;
  const openBeds = openBedsChange(before ?? 'DESIGNATED', state, capacity);
  const payload = { facilityId: id, areaCode, state, previousState: before, openBeds };
  await emit(tx, FacilityChanged, { subject: id, areaCode, agency: ctx.actor.agency, payload, at });
}
