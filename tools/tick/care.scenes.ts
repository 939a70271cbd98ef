import { randomUUID } from 'node:crypto';
import { Refused } from './caller.ts';
import type { Caller } from './caller.ts';
import { operations } from './operations.ts';
import { district, pick, type Scene } from './scenes.ts';

interface Listed<T> { edges: { node: T }[] }
type Order = { id: string; mode: 'FACILITY' | 'HOME' | 'HOSPITAL' };

/** The demo's user sits at the first officer's desk, so the days of the demo are the second's. */
const officer = 'health2';
/** Fewer people than that are not released: the wall shall show some. */
const leastUnderOrder = 6;

/** The commission confirms a proposal, with a bed when the rule asks for one and one is free. */
export const orderConfirmed: Scene = async (call) => {
  const [order] = (await ordersIn(call, 'PROPOSED')).orders;
  if (!order) return null;
  const bedId = order.mode === 'FACILITY' ? await freeBed(call) : null;
  const mode = order.mode === 'FACILITY' && !bedId ? 'HOME' : order.mode;
  await approvedIfMany(call, () => call(officer, operations.confirmOrder, { input: { key: randomUUID(), orderId: order.id, mode, bedId, evidence: evidence() } }));
  return `order confirmed: ${mode}`;
};

export const orderReleased: Scene = async (call) => {
  const { orders, totalCount } = await ordersIn(call, 'CONFIRMED');
  if (totalCount <= leastUnderOrder) return null;
  const order = pick(orders);
  await approvedIfMany(call, () => call(officer, operations.releaseOrder, { orderId: order.id, evidence: evidence() }));
  return `order released: ${order.mode}`;
};

/** More than ten within ten minutes need the other officer, who looks and approves. */
async function approvedIfMany(call: Caller, decide: () => Promise<unknown>): Promise<void> {
  try {
    await decide();
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'SECOND_APPROVER_NEEDED') throw error;
    await call('health', operations.approveOrders, { id: error.extensions['proposalId'] });
  }
}

/** A report of yesterday; every laboratory has one. */
function evidence() {
  return { kind: 'PCR_RESULT', reference: `JZ-PCR-${randomUUID().slice(0, 8)}`, day: new Date(Date.now() - 16 * 3_600_000).toISOString().slice(0, 10) };
}

/** One request of living support goes one step on: taken, delivered or closed. */
export const supportMoved: Scene = async (call) => {
  for (const [state, operation, told] of [
    ['DELIVERED', operations.closeSupport, 'closed'], ['TAKEN', operations.deliverSupport, 'delivered'], ['OPEN', operations.takeSupport, 'taken'],
  ] as const) {
    const { supportRequests } = await call<{ supportRequests: Listed<{ id: string; need: string }> }>('supply', operations.support, { areaCode: district, state });
    const [first] = supportRequests.edges;
    if (!first) continue;
    await call('supply', operation, { requestId: first.node.id });
    return `living support ${told}: ${first.node.need}`;
  }
  return null;
};

/** The commission closes an alert of its own. */
export const alertHandled: Scene = async (call) => {
  const { alerts } = await call<{ alerts: Listed<{ id: string; kind: string; ownerAgency: string }> }>('health', operations.alerts, { areaCode: district, state: 'RAISED' });
  const own = alerts.edges.find(({ node }) => node.ownerAgency === 'health');
  if (!own) return null;
  await call('health', operations.acknowledgeAlert, { alertId: own.node.id });
  await call('health', operations.closeAlert, { alertId: own.node.id, outcome: '已核实处置' });
  return `alert closed: ${own.node.kind}`;
};

async function ordersIn(call: Caller, state: string): Promise<{ orders: Order[]; totalCount: number }> {
  const { orders } = await call<{ orders: Listed<Order> & { totalCount: number } }>('health', operations.orders, { areaCode: district, state });
  return { orders: orders.edges.map(({ node }) => node), totalCount: orders.totalCount };
}

async function freeBed(call: Caller): Promise<string | null> {
  const { facilities } = await call<{ facilities: { beds: { id: string }[] }[] }>('health', operations.freeBeds, { areaCode: district });
  return facilities.flatMap(({ beds }) => beds)[0]?.id ?? null;
}
