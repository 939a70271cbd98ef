import { withinArea } from '@lianfang/platform/auth';
import { transact } from '@lianfang/platform/persistence';
import { Refusal } from '@lianfang/platform/refusals';
import { alertOfPassageLoader } from '../alerts/alert.loaders.ts';
import { checkpointOf } from '../checkpoints/checkpoint.loaders.ts';
import type { RecordPassageInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { passLoader } from '../passes/pass.loaders.ts';
import { recordBatch } from './passage.batch.ts';
import { passageLoader } from './passage.loaders.ts';
import { batchTooLarge, reasonText } from './passage-refusal.rules.ts';
import { findPassages } from './passage.store.ts';

/** A night's passages of one busy gate; one transaction of this size stays short. */
const largestBatch = 500;

export const passageResolvers: Pick<Resolvers, 'Passage' | 'Mutation'> = {
  Mutation: {
    recordPassage: async (_root, { input }, ctx) => {
      const [result] = await record([input], ctx);
      if (result!.refusal) throw result!.refusal;
      return result!.passage!;
    },
    recordPassages: async (_root, { inputs }, ctx) => {
      if (inputs.length > largestBatch) throw batchTooLarge(largestBatch);
      const results = await record(inputs, ctx);
      return results.map(({ key, passage, refusal }) => ({ key, passage, code: refusal?.code, message: refusal?.textIn(ctx.language) }));
    },
  },
  Passage: {
    __resolveReference: async ({ id }, ctx) => {
      const passage = await passageLoader(ctx).load(id);
      return passage && withinArea(ctx.actor, passage.areaCode) ? passage : null;
    },
    checkpoint: ({ checkpointId }, _args, ctx) => checkpointOf(ctx, checkpointId),
    person: ({ personId }) => (personId ? { __typename: 'Person', id: personId } : null),
    // A pass of a household elsewhere was judged at this gate; what stands on it is its own office's.
    pass: async ({ passId }, _args, ctx) => {
      const pass = passId ? await passLoader(ctx).load(passId) : null;
      return pass && withinArea(ctx.actor, pass.areaCode) ? pass : null;
    },
    reasonText: ({ reason }, _args, ctx) => (reason ? reasonText(reason, ctx.language) : null),
    alert: ({ id }, _args, ctx) => alertOfPassageLoader(ctx).load(id),
  },
};

function record(inputs: readonly RecordPassageInput[], ctx: Context) {
  return transact(ctx.database, async (tx) => {
    const outcomes = await recordBatch(tx, inputs, { actor: ctx.actor, now: ctx.clock.now(), passKeys: ctx.passKeys });
    const passages = await findPassages(tx, outcomes.filter((outcome) => typeof outcome === 'string'));
    const byId = new Map(passages.map((passage) => [passage.id, passage]));
    return outcomes.map((outcome, at) => {
      const { key } = inputs[at]!;
      return outcome instanceof Refusal ? { key, refusal: outcome } : { key, passage: byId.get(outcome) };
    });
  });
}
