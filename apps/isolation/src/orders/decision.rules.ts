import type { Evidence } from '@lianfang/contracts/status';
import type { IsolationOrder, OrderMode, OrderState } from './order.rules.ts';

/** One step of an order's life: what, when, by which rule, on which evidence, who. */
export interface OrderDecision {
  id: string;
  orderId: string;
  personId: string;
  areaCode: string;
  step: OrderState;
  mode: OrderMode;
  ruleVersion: string;
  reason: string | null;
  evidenceKind: Evidence['kind'] | null;
  evidenceReference: string | null;
  evidenceDay: string | null;
  evidenceNote: string | null;
  /** Null: the rule decided by itself. */
  decidedById: string | null;
  decidedBy: string | null;
  approvedById: string | null;
  approvedBy: string | null;
  agency: string | null;
  proposalId: string | null;
  decidedAt: Date;
}

/** Who decides; after a proposal, who approved it too. */
export interface OrderDecider {
  id: string;
  name: string;
  agency: string;
  approval: { proposalId: string; byId: string; by: string } | null;
}

/** The order has just come into its state; this is why. */
export function decisionOver(
  order: IsolationOrder,
  grounds: { reason: string | null; evidence: Evidence | null },
  by: OrderDecider | null,
  made: { id: string; now: Date },
): OrderDecision {
  const { id: orderId, personId, areaCode, state: step, mode, ruleVersion } = order;
  const { evidence, reason } = grounds;
  return {
    id: made.id,
    orderId,
    personId,
    areaCode,
    step,
    mode,
    ruleVersion,
    reason,
    evidenceKind: evidence?.kind ?? null,
    evidenceReference: evidence?.reference ?? null,
    evidenceDay: evidence?.day ?? null,
    evidenceNote: evidence?.note ?? null,
    decidedById: by?.id ?? null,
    decidedBy: by?.name ?? null,
    approvedById: by?.approval?.byId ?? null,
    approvedBy: by?.approval?.by ?? null,
    agency: by?.agency ?? null,
    proposalId: by?.approval?.proposalId ?? null,
    decidedAt: made.now,
  };
}
