import { isWithinArea } from '@lianfang/contracts/areas';
import { demandArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { agencyOf, toldScope } from '../agencies/agency.told.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { tellKey } from './key.change.ts';
import { readPublicKey } from './key.jwk.ts';
import { keyLoader } from './key.loader.ts';
import { keyTaken } from './key.refusals.ts';
import { demandManagedKey, registerKey, revokeKey, rotateKey } from './key.rules.ts';
import type { MachineKey } from './key.rules.ts';
import { countKeys, findKeyForUpdate, findKeys, insertKey, listKeys, updateKey } from './key.store.ts';

export const keyResolvers: Pick<Resolvers, 'MachineKey' | 'Query' | 'Mutation'> = {
  Query: {
    machineKey: (_root, { id }, ctx) => visible(id, ctx),
    machineKeys: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { agency: ctx.actor.agency, areaCode };
      return connection(await listKeys(ctx.database.manager, filter, page), page, (row) => row.id, () => countKeys(ctx.database.manager, filter));
    },
  },
  Mutation: {
    registerKey: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const fresh = registerKey(input, registrationOf(ctx, input.jwk));
      return answered(ctx, { key: input.key, operation: 'registerKey', caller: ctx.actor.id, payload: payloadOf(input) }, (tx) => enter(tx, fresh));
    },
    rotateKey: (_root, { input }, ctx) => {
      const registration = registrationOf(ctx, input.jwk);
      return answered(ctx, { key: input.key, operation: 'rotateKey', caller: ctx.actor.id, payload: payloadOf(input) }, async (tx) => {
        const held = demandManagedKey(await findKeyForUpdate(tx, input.keyId), ctx.actor);
        const { old, fresh } = rotateKey(held, input.expiresAt, registration);
        await enter(tx, fresh);
        await updateKey(tx, old);
        await tellKey(tx, old, registration.now);
        return fresh;
      });
    },
    revokeKey: (_root, { keyId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const held = demandManagedKey(await findKeyForUpdate(tx, keyId), ctx.actor);
        const revoked = revokeKey(held, { id: ctx.actor.id, at: ctx.clock.now() });
        if (revoked === held) return held;
        await updateKey(tx, revoked);
        await tellKey(tx, revoked, ctx.clock.now());
        return revoked;
      }),
  },
  MachineKey: {
    __resolveReference: ({ id }, ctx) => visible(id, ctx),
    agency: (key, _args, ctx) => agencyOf(key.agency, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    scopes: ({ scopes }) => scopes.map(toldScope),
    replacedBy: ({ replacedBy }, _args, ctx) => (replacedBy ? visible(replacedBy, ctx) : null),
  },
};

function registrationOf(ctx: Context, jwk: Parameters<typeof readPublicKey>[0]) {
  return { id: newId(), now: ctx.clock.now(), by: ctx.actor, ...readPublicKey(jwk) };
}

function payloadOf(input: { expiresAt: Date }): object {
  return { ...input, expiresAt: input.expiresAt.toISOString() };
}

async function enter(tx: Tx, key: MachineKey): Promise<MachineKey> {
  if (!(await insertKey(tx, key))) throw keyTaken();
  await tellKey(tx, key, key.registeredAt);
  return key;
}

function answered(ctx: Context, call: Parameters<typeof answerOnce>[1], work: (tx: Tx) => Promise<MachineKey>): Promise<MachineKey> {
  return transact(ctx.database, async (tx) => {
    const id = await answerOnce(tx, call, async () => (await work(tx)).id);
    return (await findKeys(tx, [id]))[0]!;
  });
}

/** A foreign one and a missing one give the same answer. */
async function visible(id: string, ctx: Context): Promise<MachineKey | null> {
  const key = await keyLoader(ctx).load(id);
  if (!key || !ctx.actor.scopes.has('key:manage')) return null;
  return key.agency === ctx.actor.agency && isWithinArea(key.areaCode, ctx.actor.areaCode) ? key : null;
}
