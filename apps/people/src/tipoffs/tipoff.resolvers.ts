import { randomBytes } from 'node:crypto';
import { TipVerified } from '@lianfang/contracts/events';
import { readReason } from '@lianfang/platform/approvals';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { areaUnknown } from '../areas/area.rules.ts';
import { loadArea } from '../areas/area.store.ts';
import { digitsBelow } from '../areas/below.rules.ts';
import type { CloseTipInput, GiveTipInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { judgeName, judgePhone } from '../people/person.rules.ts';
import { claimCodeOf, claimUnknown, closeTip, judgeWords, payReward, plainClaim, returnTip, takeTip, tipUnknown } from './tipoff.rules.ts';
import type { TipOff, TipReward, TipRule } from './tipoff.rules.ts';
import {
  countTips, findClaimed, findRewards, findTip, insertReward, insertTip, listTipRules, loadClaimedForUpdate, loadTipForUpdate, loadTipRule, pageTips, sumTips, updateTip,
} from './tipoff.store.ts';
import type { TipSums } from './tipoff.store.ts';

type TipResolvers = Pick<Resolvers, 'TipOff' | 'TipReward' | 'TipSums' | 'TipStatus' | 'TipReceipt' | 'Query' | 'Mutation'>;

/** A tip-off may lie anywhere in a county: who gives one seldom knows whose street it is. */
const widestDigits = 6;
/** Whoever gives a tip-off is nobody: no key of theirs leads to an account. */
const nobody = 'tipper';

export const tipResolvers: TipResolvers = {
  Query: {
    tipOffs: async (_root, { areaCode, state, outcome, mineOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, outcome, verifierId: mineOnly ? ctx.actor.id : null };
      return connection(await pageTips(ctx.database.manager, filter, page), page, ({ id }) => id, () => countTips(ctx.database.manager, filter));
    },
    tipOff: async (_root, { id }, ctx) => {
      const tip = await findTip(ctx.database.manager, id);
      return tip && withinArea(ctx.actor, tip.areaCode) ? tip : null;
    },
    tipSums: async (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return (await sumTips(ctx.database.manager, areaCode, areaCode.length))[0] ?? emptySums(areaCode);
    },
    tipSumsByArea: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return sumTips(ctx.database.manager, areaCode, digitsBelow(areaCode));
    },
    tipStatus: async (_root, { claimCode }, ctx) => {
      ctx.audit.withoutCaller();
      return findClaimed(ctx.database.manager, ctx.sealer.indexes(plainClaim(claimCode)));
    },
  },
  Mutation: {
    giveTip: (_root, { input }, ctx) => {
      ctx.audit.withoutCaller();
      return receive(input, { channel: 'PAGE', caller: nobody, recordedBy: null }, ctx);
    },
    recordTip: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      return receive(input, { channel: 'HOTLINE', caller: ctx.actor.id, recordedBy: ctx.actor.name }, ctx);
    },
    takeTip: (_root, { tipId }, ctx) => onTip(ctx, tipId, (tip) => takeTip(tip, ctx.actor, ctx.clock.now())),
    returnTip: (_root, { tipId }, ctx) => onTip(ctx, tipId, (tip) => returnTip(tip, ctx.actor)),
    closeTip: (_root, { input }, ctx) => onTip(ctx, input.tipId, (tip, tx) => close(tx, tip, input, ctx)),
    payTipReward: (_root, { input }, ctx) =>
      transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, { key: input.key, operation: 'payTipReward', caller: ctx.actor.id, payload: input }, () => pay(tx, input.claimCode, ctx));
        return (await findTip(tx, id))!;
      }),
  },
  TipOff: {
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    // Not masked but gone: the first character of a name is too much for whoever knows the neighbours.
    words: (tip, _args, ctx) => (isVerifier(tip, ctx) ? openOf(tip.wordsSealed, ctx) : null),
    tipper: (tip, _args, ctx) => (isVerifier(tip, ctx) ? { id: tip.id, areaCode: tip.areaCode, name: openOf(tip.tipperNameSealed, ctx), phone: openOf(tip.tipperPhoneSealed, ctx) } : null),
    mine: ({ verifierId }, _args, ctx) => verifierId === ctx.actor.id,
    rule: async ({ outcome, ruleVersion }, _args, ctx) => {
      const rule = outcome && ruleVersion ? await ruleLoader(ctx).load(`${outcome} ${ruleVersion}`) : null;
      return rule && (ctx.language === 'zh' ? rule.summaryZh : rule.summaryEn);
    },
    reward: ({ id }, _args, ctx) => rewardLoader(ctx).load(id),
  },
  TipSums: {
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    unclaimedFen: ({ grantedFen, paidFen }) => grantedFen - paidFen,
  },
  TipStatus: { paidAt: async ({ id }, _args, ctx) => (await rewardLoader(ctx).load(id))?.paidAt ?? null },
  TipReceipt: { claimCode: ({ claimSealed }, _args, ctx) => dashed(ctx.sealer.open(claimSealed)) },
};

/** The one test for sight of a tipper: the caller has taken this tip-off, and it lies in the caller's area. */
function isVerifier(tip: TipOff, { actor }: Context): boolean {
  return tip.verifierId !== null && tip.verifierId === actor.id && withinArea(actor, tip.areaCode);
}

function openOf(sealed: Buffer | null, ctx: Context): string | null {
  return sealed && ctx.sealer.open(sealed);
}

function dashed(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

function ruleLoader(ctx: Context) {
  return batchLoader<string, TipRule>(ctx, 'tip-rules', async () => new Map((await listTipRules(ctx.database.manager)).map((rule) => [`${rule.outcome} ${rule.version}`, rule])));
}

function rewardLoader(ctx: Context) {
  return batchLoader<string, TipReward>(ctx, 'tip-rewards', async (ids) => new Map((await findRewards(ctx.database.manager, ids)).map((reward) => [reward.tipId, reward])));
}

function emptySums(areaCode: string): TipSums {
  return { areaCode, received: 0, open: 0, proved: 0, falseAlarms: 0, unverifiable: 0, rewards: 0, paidFen: 0, grantedFen: 0 };
}

function receive(input: GiveTipInput, from: { channel: TipOff['channel']; caller: string; recordedBy: string | null }, ctx: Context): Promise<TipOff> {
  return transact(ctx.database, async (tx) => {
    const id = await answerOnce(tx, { key: input.key, operation: 'giveTip', caller: from.caller, payload: input }, () => keep(tx, input, from, ctx));
    return (await findTip(tx, id))!;
  });
}

async function keep(tx: Tx, input: GiveTipInput, { channel, recordedBy }: { channel: TipOff['channel']; recordedBy: string | null }, ctx: Context): Promise<string> {
  const area = await loadArea(tx, input.areaCode);
  if (area.code.length < widestDigits) throw areaUnknown(input.areaCode);
  const { sealer } = ctx;
  const sealed = (text: string | null): Buffer | null => (text === null ? null : sealer.seal(text));
  const name = input.tipperName?.trim() ? judgeName(input.tipperName) : null;
  const phone = judgePhone(input.tipperPhone);
  const claim = plainClaim(claimCodeOf(randomBytes(12)));
  const tip: TipOff = {
    id: newId(), areaCode: area.code, channel, kind: input.kind, wordsSealed: sealer.seal(judgeWords(input.words)), tipperNameSealed: sealed(name),
    tipperPhoneSealed: sealed(phone), claimSealed: sealer.seal(claim), claimIndex: sealer.index(claim), receivedAt: ctx.clock.now(), recordedBy,
    state: 'RECEIVED', verifierId: null, verifier: null, takenAt: null, outcome: null, finding: null, followed: [], closedAt: null, ruleVersion: null, rewardFen: null,
  };
  await insertTip(tx, tip);
  return tip.id;
}

function onTip(ctx: Context, id: string, change: (tip: TipOff, tx: Tx) => TipOff | Promise<TipOff>): Promise<TipOff> {
  return transact(ctx.database, async (tx) => {
    const tip = await loadTipForUpdate(tx, id);
    if (!withinArea(ctx.actor, tip.areaCode)) throw tipUnknown();
    const changed = await change(tip, tx);
    if (changed !== tip) await updateTip(tx, changed);
    ctx.audit.note({ record: { type: 'TipOff', id, areaCode: tip.areaCode } });
    return changed;
  });
}

async function close(tx: Tx, tip: TipOff, input: CloseTipInput, ctx: Context): Promise<TipOff> {
  const now = ctx.clock.now();
  const day = shanghaiDay(now);
  const closed = closeTip(tip, { ...input, finding: readReason(input.finding) }, await loadTipRule(tx, input.outcome, day), ctx.actor, now);
  await emit(tx, TipVerified, {
    subject: tip.id, areaCode: tip.areaCode, agency: ctx.actor.agency, at: now,
    payload: { tipId: tip.id, areaCode: tip.areaCode, outcome: input.outcome, rewardFen: closed.rewardFen!, day },
  });
  return closed;
}

async function pay(tx: Tx, claimCode: string, ctx: Context): Promise<string> {
  const tip = await loadClaimedForUpdate(tx, ctx.sealer.indexes(plainClaim(claimCode)));
  if (!withinArea(ctx.actor, tip.areaCode)) throw claimUnknown();
  const [paid = null] = await findRewards(tx, [tip.id]);
  await insertReward(tx, payReward(tip, paid, ctx.actor, ctx.clock.now()));
  ctx.audit.note({ record: { type: 'TipOff', id: tip.id, areaCode: tip.areaCode }, rule: `tip-reward@${tip.ruleVersion}` });
  return tip.id;
}
