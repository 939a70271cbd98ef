import type { Level } from '../figures/figure.rules.ts';
import type { Share } from '../figures/movement.rules.ts';

export type StandingKind = 'ORDER' | 'ALERT' | 'SUPPORT' | 'CHECKPOINT';

/** The one level that an order, alert, request or checkpoint counts in at this time, and where; null when in none. */
export interface Standing {
  kind: StandingKind;
  id: string;
  areaCode: string;
  figure: Level | null;
  /** It never counts again. */
  ended: boolean;
}

/** Where it counted before the event, and where it counts after. */
export interface StandingStep {
  before: { areaCode: string; figure: Level } | null;
  after: { areaCode: string; figure: Level } | null;
}

const figureOfMode = { FACILITY: 'inFacility', HOME: 'atHome', HOSPITAL: 'inHospital' } as const;

export function orderStanding(
  order: { orderId: string; areaCode: string; mode: keyof typeof figureOfMode },
  state: 'PROPOSED' | 'CONFIRMED' | 'ENDED',
): Standing {
  const figures = { PROPOSED: 'ordersProposed', CONFIRMED: figureOfMode[order.mode], ENDED: null } as const;
  return { kind: 'ORDER', id: order.orderId, areaCode: order.areaCode, figure: figures[state], ended: state === 'ENDED' };
}

/** An alert is open until it is closed; that somebody has seen it closes nothing. */
export function alertStanding(alert: { alertId: string; areaCode: string }, state: 'RAISED' | 'ACKNOWLEDGED' | 'CLOSED'): Standing {
  const ended = state === 'CLOSED';
  return { kind: 'ALERT', id: alert.alertId, areaCode: alert.areaCode, figure: ended ? null : 'alertsOpen', ended };
}

export function supportStanding(request: { requestId: string; areaCode: string }, state: 'OPEN' | 'CLOSED'): Standing {
  const ended = state === 'CLOSED';
  return { kind: 'SUPPORT', id: request.requestId, areaCode: request.areaCode, figure: ended ? null : 'supportOpen', ended };
}

/** A closed checkpoint may open again. */
export function checkpointStanding({ checkpointId, areaCode, open }: { checkpointId: string; areaCode: string; open: boolean }): Standing {
  return { kind: 'CHECKPOINT', id: checkpointId, areaCode, figure: open ? 'checkpointsOpen' : null, ended: false };
}

/** Takes off what was put on, where it was put on, whatever the later event says. */
export function sharesOf({ before, after }: StandingStep): Share[] {
  return [
    ...(before ? [{ areaCode: before.areaCode, by: { [before.figure]: -1 } }] : []),
    ...(after ? [{ areaCode: after.areaCode, by: { [after.figure]: 1 } }] : []),
  ];
}
