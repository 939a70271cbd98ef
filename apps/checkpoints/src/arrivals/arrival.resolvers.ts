import { ArrivalDeclared } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { tellAlerts } from '../alerts/alert.events.ts';
import { raiseAlert } from '../alerts/alert.rules.ts';
import { insertAlerts } from '../alerts/alert.store.ts';
import { checkpointOf } from '../checkpoints/checkpoint.loaders.ts';
import { checkpointUnknown } from '../checkpoints/checkpoint.rules.ts';
import type { Checkpoint } from '../checkpoints/checkpoint.rules.ts';
import { loadCheckpoint } from '../checkpoints/checkpoint.store.ts';
import type { DeclareArrivalInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { hasFever } from '../passages/passage.rules.ts';
import { declareArrival } from './arrival.rules.ts';
import type { Arrival } from './arrival.rules.ts';
import { countArrivals, findArrivals, insertArrival, listArrivals } from './arrival.store.ts';

function arrivalLoader(ctx: Context) {
  return batchLoader<string, Arrival>(
    ctx,
    'arrival',
    async (ids) => new Map((await findArrivals(ctx.database.manager, ids)).map((arrival) => [arrival.id, arrival])),
  );
}

/** An arrival concerns whoever answers for its destination, and the gate that declared it. */
async function visibleArrival(id: string, ctx: Context): Promise<Arrival | null> {
  const arrival = await arrivalLoader(ctx).load(id);
  if (!arrival || withinArea(ctx.actor, arrival.areaCode)) return arrival;
  const { areaCode } = await checkpointOf(ctx, arrival.checkpointId);
  return withinArea(ctx.actor, areaCode) ? arrival : null;
}

export const arrivalResolvers: Pick<Resolvers, 'Arrival' | 'Query' | 'Mutation'> = {
  Query: {
    arrival: (_root, { id }, ctx) => visibleArrival(id, ctx),
    arrivals: async (_root, { areaCode, risk, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, risk };
      const rows = await listArrivals(ctx.database.manager, filter, page);
      return connection(rows, page, (arrival) => arrival.id, () => countArrivals(ctx.database.manager, filter));
    },
  },
  Mutation: {
    declareArrival: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'declareArrival', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const arrival = await declare(tx, input, ctx);
          await insertArrival(tx, arrival);
          await tellArrival(tx, arrival, ctx);
          return arrival.id;
        });
        return (await findArrivals(tx, [id]))[0]!;
      });
    },
  },
  Arrival: {
    __resolveReference: ({ id }, ctx) => visibleArrival(id, ctx),
    person: ({ personId }) => ({ __typename: 'Person', id: personId }),
    checkpoint: ({ checkpointId }, _args, ctx) => checkpointOf(ctx, checkpointId),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    household: ({ householdId }) => (householdId ? { __typename: 'Household', id: householdId } : null),
  },
};

async function declare(tx: Tx, input: DeclareArrivalInput, ctx: Context): Promise<Arrival> {
  const checkpoint = await loadCheckpoint(tx, input.checkpointId);
  if (!withinArea(ctx.actor, checkpoint.areaCode)) throw checkpointUnknown();
  const arrival = declareArrival(input, checkpoint, { id: newId(), declaredBy: ctx.actor.name, now: ctx.clock.now() });
  if (hasFever(arrival.temperature)) await raiseFever(tx, arrival, checkpoint, ctx);
  return arrival;
}

async function raiseFever(tx: Tx, { personId }: Arrival, { id, areaCode }: Checkpoint, ctx: Context): Promise<void> {
  const found = { kind: 'FEVER' as const, areaCode, checkpointId: id, personId, passageId: null };
  const alert = raiseAlert(found, { id: newId(), now: ctx.clock.now() });
  await insertAlerts(tx, [alert]);
  await tellAlerts(tx, [alert]);
}

function tellArrival(tx: Tx, arrival: Arrival, ctx: Context): Promise<void> {
  return emit(tx, ArrivalDeclared, {
    subject: arrival.id,
    areaCode: arrival.areaCode,
    agency: ctx.actor.agency,
    payload: {
      ...arrival,
      arrivalId: arrival.id,
      day: shanghaiDay(arrival.arrivedAt),
      arrivedAt: arrival.arrivedAt.toISOString(),
    },
    at: ctx.clock.now(),
  });
}
