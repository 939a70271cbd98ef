import { OrderConfirmed, OrderDeclined, OrderReleased } from '@lianfang/contracts/events';
import type { Evidence } from '@lianfang/contracts/status';
import { commonArea, decideAlone, insertProposal, judgeEach, openProposal } from '@lianfang/platform/approvals';
import type { Proposal, RowVerdict } from '@lianfang/platform/approvals';
import { withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { Context } from '../graph.ts';
import { endStay, takeBed } from '../stays/stay.change.ts';
import { decisionOver } from './decision.rules.ts';
import type { OrderDecider } from './decision.rules.ts';
import { insertDecision } from './decision.store.ts';
import { bedNotNeeded, confirmOrder, declineOrder, orderUnknown, releaseOrder } from './order.rules.ts';
import type { IsolationOrder, OrderMode } from './order.rules.ts';
import { findOrders, loadOrderForUpdate, updateOrder } from './order.store.ts';

export interface OrderRow {
  orderId: string;
  /** Of a confirmation. */
  mode: OrderMode | null;
  bedId: string | null;
}

/** What a person asks for, and what a proposal keeps until it is approved. */
export interface OrderRequest {
  action: 'CONFIRM' | 'RELEASE';
  rows: OrderRow[];
  reason: string | null;
  evidence: Evidence;
}

export type OrderProposalRow = Proposal<OrderRequest>;

/** The stored answer of a call: ids only. */
export interface OrderAnswer {
  verdicts: RowVerdict[];
  proposalId: string | null;
}

/** Decides each row when one person may, else keeps the list as a proposal. */
export async function decideOrPropose(tx: Tx, request: OrderRequest, ctx: Context): Promise<OrderAnswer> {
  const proposal = await proposalNeeded(tx, request, ctx);
  return { verdicts: proposal ? [] : await applyAll(tx, request, deciderOf(ctx), ctx), proposalId: proposal };
}

/** The same for one order: what refuses it, refuses the call. @returns the id of the proposal, or null when it is done */
export async function decideOne(tx: Tx, request: OrderRequest, ctx: Context): Promise<string | null> {
  const proposal = await proposalNeeded(tx, request, ctx);
  if (!proposal) await applyRow(tx, request, request.rows[0]!, deciderOf(ctx), ctx);
  return proposal;
}

/** An approved proposal: the proposer decided, the caller approved. */
export function applyProposal(tx: Tx, proposal: OrderProposalRow, ctx: Context): Promise<RowVerdict[]> {
  const approval = { proposalId: proposal.id, byId: ctx.actor.id, by: ctx.actor.name };
  return applyAll(tx, proposal.payload, { id: proposal.proposedById, name: proposal.proposedBy, agency: proposal.agency, approval }, ctx);
}

function deciderOf({ actor: { id, name, agency } }: Context): OrderDecider {
  return { id, name, agency, approval: null };
}

async function proposalNeeded(tx: Tx, request: OrderRequest, ctx: Context): Promise<string | null> {
  const now = ctx.clock.now();
  if (await decideAlone(tx, ctx.actor, request.rows.length, now)) return null;
  const orders = await findOrders(tx, request.rows.map(({ orderId }) => orderId));
  const own = orders.filter(({ areaCode }) => withinArea(ctx.actor, areaCode));
  if (own.length < request.rows.length) throw orderUnknown();
  // One that could not be decided anyway is refused now, not by whoever approves.
  if (own.length === 1) decided(own[0]!, request, request.rows[0]!, ctx);
  const draft = { operation: request.action, areaCode: commonArea(own.map(({ areaCode }) => areaCode)), people: own.length, payload: request, agency: ctx.actor.agency };
  const proposal = openProposal(draft, { id: ctx.actor.id, name: ctx.actor.name, newId: newId(), now });
  await insertProposal(tx, proposal);
  return proposal.id;
}

function applyAll(tx: Tx, request: OrderRequest, by: OrderDecider, ctx: Context): Promise<RowVerdict[]> {
  return judgeEach(tx, request.rows, ({ orderId }) => orderId, (row) => applyRow(tx, request, row, by, ctx));
}

async function applyRow(tx: Tx, request: OrderRequest, row: OrderRow, by: OrderDecider, ctx: Context): Promise<void> {
  if (row.bedId && row.mode !== 'FACILITY') throw bedNotNeeded();
  const order = decided(await loadOwn(tx, row.orderId, ctx), request, row, ctx, by.name);
  await updateOrder(tx, order);
  await record(tx, order, request, by, ctx);
  if (row.bedId) await takeBed(tx, order, row.bedId, ctx);
  await (request.action === 'RELEASE' ? tellRelease : tellConfirmation)(tx, order, ctx);
  note(order, request.evidence.kind, ctx);
}

/** Into the audit trail: whose status was changed, by which rule, resting on what kind of evidence. Codes only: the trail outlives the records. */
function note({ personId, areaCode, ruleVersion }: IsolationOrder, reason: string, ctx: Context): void {
  ctx.audit.note({ record: { type: 'Person', id: personId, areaCode }, rule: `isolation-protocol@${ruleVersion}`, reason });
}

function decided(order: IsolationOrder, { action }: OrderRequest, { mode }: OrderRow, ctx: Context, by = ctx.actor.name): IsolationOrder {
  return action === 'RELEASE' ? releaseOrder(order, ctx.clock.now()) : confirmOrder(order, mode ?? order.mode, by, ctx.clock.now());
}

async function record(tx: Tx, order: IsolationOrder, grounds: { reason: string | null; evidence: Evidence | null }, by: OrderDecider, ctx: Context): Promise<void> {
  await insertDecision(tx, decisionOver(order, grounds, by, { id: newId(), now: ctx.clock.now() }));
}

async function tellConfirmation(tx: Tx, order: IsolationOrder, ctx: Context): Promise<void> {
  const fact = factOf(order, ctx, ctx.clock.now());
  const plannedEnd = (order.plannedEnd ?? new Date('9999-12-31T00:00:00Z')).toISOString();
  await emit(tx, OrderConfirmed, { ...fact, payload: { ...fact.payload, plannedEnd, ruleVersion: order.ruleVersion } });
}

async function tellRelease(tx: Tx, order: IsolationOrder, ctx: Context): Promise<void> {
  await endStay(tx, order, ctx);
  await emit(tx, OrderReleased, factOf(order, ctx, ctx.clock.now()));
}

/** Nothing has begun, so one person may decline any number. */
export async function decline(tx: Tx, orderId: string, reason: string, ctx: Context): Promise<IsolationOrder> {
  const now = ctx.clock.now();
  const order = declineOrder(await loadOwn(tx, orderId, ctx), reason, ctx.actor.name, now);
  await updateOrder(tx, order);
  await record(tx, order, { reason: order.declineReason, evidence: null }, deciderOf(ctx), ctx);
  await emit(tx, OrderDeclined, factOf(order, ctx, now));
  note(order, 'declined', ctx);
  return order;
}

async function loadOwn(tx: Tx, id: string, ctx: Context): Promise<IsolationOrder> {
  const order = await loadOrderForUpdate(tx, id);
  if (!withinArea(ctx.actor, order.areaCode)) throw orderUnknown();
  return order;
}

/** Orders of one person arrive in order: the person is the subject. */
function factOf(order: IsolationOrder, ctx: Context, at: Date) {
  const { id: orderId, personId, householdId, areaCode, mode } = order;
  return { subject: personId, areaCode, agency: ctx.actor.agency, payload: { orderId, personId, householdId, areaCode, mode, day: shanghaiDay(at) }, at };
}
