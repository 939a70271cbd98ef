import {
  countProposals, decideProposal, demandList, findProposal, listProposals, loadProposalForUpdate, proposalUnknown, readEvidence, readReason,
  secondApproverNeeded, stateAt, updateProposal,
} from '@lianfang/platform/approvals';
import { rolesWith } from '@lianfang/contracts/access';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Json } from '@lianfang/platform/persistence';
import { bedLoader, facilityLoader } from '../facilities/facility.loader.ts';
import type { EvidenceInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { stayOfOrderLoader } from '../stays/stay.loader.ts';
import { applyProposal, decideOne, decideOrPropose, decline } from './order.change.ts';
import type { OrderAnswer, OrderProposalRow, OrderRequest } from './order.change.ts';
import { historyLoader, openOrderLoader, orderLoader } from './order.loader.ts';
import type { IsolationOrder } from './order.rules.ts';
import { countOrders, findOrders, listOrders } from './order.store.ts';

type OrderResolvers = Pick<
  Resolvers,
  'Person' | 'IsolationOrder' | 'OrderDecision' | 'OrderVerdict' | 'OrderVerdicts' | 'OrderProposal' | 'Query' | 'Mutation'
>;

/** A page shows the first hundred orders of a proposal; the rest are counted. */
const mostShown = 100;

export const orderResolvers: OrderResolvers = {
  Query: {
    order: async (_root, { id }, ctx) => {
      const order = await orderLoader(ctx).load(id);
      return order && withinArea(ctx.actor, order.areaCode) ? order : null;
    },
    orders: async (_root, { areaCode, state, mode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, mode };
      const rows = await listOrders(ctx.database.manager, filter, page);
      return connection(rows, page, (order) => order.id, () => countOrders(ctx.database.manager, filter));
    },
    orderProposals: async (_root, { areaCode, state, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, now: ctx.clock.now() };
      const rows = (await listProposals(ctx.database.manager, filter, page)) as OrderProposalRow[];
      return connection(rows, page, (row) => row.id, () => countProposals(ctx.database.manager, filter));
    },
    orderProposal: (_root, { id }, ctx) => ownProposal(id, ctx),
  },
  Mutation: {
    confirmOrder: (_root, { input }, ctx) => {
      const { key, orderId, mode, bedId, evidence } = input;
      const request: OrderRequest = { action: 'CONFIRM', rows: [{ orderId, mode, bedId: bedId ?? null }], reason: null, evidence: read(evidence, ctx) };
      return one({ key, operation: 'confirmOrder', payload: input }, request, ctx);
    },
    confirmOrders: (_root, { input }, ctx) => {
      demandList(input.orders.map(({ orderId }) => orderId));
      const rows = input.orders.map(({ orderId, mode, bedId }) => ({ orderId, mode, bedId: bedId ?? null }));
      const request: OrderRequest = { action: 'CONFIRM', rows, reason: null, evidence: read(input.evidence, ctx) };
      return many({ key: input.key, operation: 'confirmOrders', payload: input }, request, ctx);
    },
    declineOrder: (_root, { orderId, reason }, ctx) => transact(ctx.database, (tx) => decline(tx, orderId, reason, ctx)),
    releaseOrder: (_root, { orderId, reason, evidence }, ctx) => {
      const request: OrderRequest = { action: 'RELEASE', rows: [{ orderId, mode: null, bedId: null }], reason: reasonOf(reason), evidence: read(evidence, ctx) };
      return one(null, request, ctx);
    },
    releaseOrders: (_root, { input }, ctx) => {
      demandList(input.orderIds);
      const rows = input.orderIds.map((orderId) => ({ orderId, mode: null, bedId: null }));
      const request: OrderRequest = { action: 'RELEASE', rows, reason: reasonOf(input.reason), evidence: read(input.evidence, ctx) };
      return many({ key: input.key, operation: 'releaseOrders', payload: input }, request, ctx);
    },
    approveOrderProposal: (_root, { proposalId, reason }, ctx) => settle(proposalId, { state: 'APPROVED', reason: reasonOf(reason) }, ctx),
    rejectOrderProposal: (_root, { proposalId, reason }, ctx) => settle(proposalId, { state: 'REJECTED', reason: readReason(reason) }, ctx),
  },
  Person: {
    __resolveReference: ({ id }) => ({ id }),
    currentOrder: async ({ id }, _args, ctx) => {
      const order = await openOrderLoader(ctx).load(id);
      return order && withinArea(ctx.actor, order.areaCode) ? order : null;
    },
    orderHistory: async ({ id }, _args, ctx) =>
      ((await historyLoader(ctx).load(id)) ?? []).filter(({ areaCode }) => withinArea(ctx.actor, areaCode)),
    underIsolation: async ({ id }, _args, ctx) => {
      const order = await openOrderLoader(ctx).load(id);
      return order?.state === 'CONFIRMED' && withinArea(ctx.actor, order.areaCode);
    },
  },
  OrderDecision: {
    order: ({ orderId }, _args, ctx) => orderLoader(ctx).load(orderId),
    evidence: ({ id, areaCode, evidenceKind: kind, evidenceReference: reference, evidenceDay: day, evidenceNote: note }) =>
      kind && reference && day ? { id, areaCode, kind, reference, day, note } : null,
    at: ({ decidedAt }) => decidedAt,
  },
  OrderVerdict: {
    orderId: ({ subject }) => subject,
    order: ({ subject, code }, _args, ctx) => (code ? null : orderLoader(ctx).load(subject)),
    refusal: ({ code }) => code,
    message: ({ zh, en }, _args, { language }) => (language === 'zh' ? zh : en),
  },
  OrderVerdicts: {
    proposal: ({ proposalId }, _args, ctx) => (proposalId ? ownProposal(proposalId, ctx) : null),
  },
  OrderProposal: {
    __resolveReference: ({ id }, ctx) => ownProposal(id, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    action: ({ payload }) => payload.action,
    orders: async ({ payload }, _args, ctx) => {
      const orders = await Promise.all(payload.rows.slice(0, mostShown).map(({ orderId }) => orderLoader(ctx).load(orderId)));
      return orders.filter((order) => order !== null);
    },
    reason: ({ payload }) => payload.reason,
    evidence: ({ id, areaCode, payload }) => ({ id, areaCode, ...payload.evidence }),
    state: (proposal, _args, ctx) => stateAt(proposal, ctx.clock.now()),
    own: ({ proposedById }, _args, ctx) => proposedById === ctx.actor.id,
    verdicts: ({ verdicts }) => verdicts ?? [],
  },
  IsolationOrder: {
    __resolveReference: async ({ id }, ctx) => {
      const order = await orderLoader(ctx).load(id);
      return order && withinArea(ctx.actor, order.areaCode) ? order : null;
    },
    person: ({ personId }) => ({ id: personId }),
    area: ({ areaCode }) => ({ code: areaCode }),
    household: ({ householdId }) => (householdId ? { id: householdId } : null),
    arrival: ({ arrivalId }) => (arrivalId ? { id: arrivalId } : null),
    currentStay: ({ id }, _args, ctx) => stayOfOrderLoader(ctx).load(id),
    facility: async ({ id }, _args, ctx) => {
      const stay = await stayOfOrderLoader(ctx).load(id);
      const bed = stay && (await bedLoader(ctx).load(stay.bedId));
      return bed ? facilityLoader(ctx).load(bed.facilityId) : null;
    },
  },
};

interface Keyed {
  key: string;
  operation: string;
  payload: unknown;
}

/** One order, decided now; one too many is kept as a proposal, and the caller is told so. */
async function one(call: Keyed | null, request: OrderRequest, ctx: Context): Promise<IsolationOrder> {
  const [row] = request.rows;
  return transact(ctx.database, async (tx) => {
    const work = () => decideOne(tx, request, ctx);
    const proposalId = call ? await answerOnce(tx, { ...call, caller: ctx.actor.id }, work) : await work();
    return { proposalId, order: (await findOrders(tx, [row!.orderId]))[0]! };
  }).then(async ({ proposalId, order }) => {
    if (!proposalId) return order;
    throw secondApproverNeeded((await findProposal(ctx.database.manager, proposalId))!, rolesWith('isolation:approve'));
  });
}

function many(call: Keyed, request: OrderRequest, ctx: Context): Promise<OrderAnswer> {
  return transact(ctx.database, (tx) =>
    answerOnce(tx, { ...call, caller: ctx.actor.id }, async () => (await decideOrPropose(tx, request, ctx)) as unknown as Json),
  ) as Promise<unknown> as Promise<OrderAnswer>;
}

function settle(id: string, decision: { state: 'APPROVED' | 'REJECTED'; reason: string | null }, ctx: Context): Promise<OrderProposalRow> {
  return transact(ctx.database, async (tx) => {
    const proposal = (await loadProposalForUpdate(tx, id)) as OrderProposalRow;
    if (!withinArea(ctx.actor, proposal.areaCode)) throw proposalUnknown();
    const decided = decideProposal(proposal, decision, ctx.actor, ctx.clock.now());
    const verdicts = decided.state === 'APPROVED' ? await applyProposal(tx, decided, ctx) : null;
    await updateProposal(tx, { ...decided, verdicts });
    return { ...decided, verdicts };
  });
}

async function ownProposal(id: string, ctx: Context): Promise<OrderProposalRow | null> {
  const proposal = (await findProposal(ctx.database.manager, id)) as OrderProposalRow | null;
  return proposal && withinArea(ctx.actor, proposal.areaCode) ? proposal : null;
}

function read(evidence: EvidenceInput | null | undefined, ctx: Context) {
  return readEvidence(evidence, shanghaiDay(ctx.clock.now()));
}

function reasonOf(reason: string | null | undefined): string | null {
  return reason?.trim() ? readReason(reason) : null;
}
