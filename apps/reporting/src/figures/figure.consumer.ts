import {
  AlertChanged,
  AlertRaised,
  ArrivalDeclared,
  BedOccupancyChanged,
  CaseCountsChanged,
  CheckpointChanged,
  DonationReceived,
  FacilityChanged,
  HouseholdSwept,
  OrderConfirmed,
  OrderDeclined,
  OrderProposed,
  OrderReleased,
  PassageRecorded,
  RegisterChanged,
  StockMoved,
  SupportClosed,
  SupportOpened,
  SweepDoorsMoved,
  SweepRoundClosed,
  SweepTargeted,
  topicOf,
} from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { on } from '@lianfang/platform/consumer';
import type { Subscription } from '@lianfang/platform/consumer';
import type { Tx } from '@lianfang/platform/persistence';
import { alertStanding, checkpointStanding, orderStanding, sharesOf, supportStanding } from '../standings/standing.rules.ts';
import type { Standing } from '../standings/standing.rules.ts';
import { takeStanding } from '../standings/standing.store.ts';
import { returneesFromOutbreak, sharesOff, sharesOnto } from '../sweeps/sweep.rules.ts';
import { addSweepShare, closeSweepShares } from '../sweeps/sweep.store.ts';
import { moveFigures } from './figure.change.ts';
import type { Counts } from './figure.rules.ts';
import type { Share } from './movement.rules.ts';

/** What each event of the district does to the figures. */
export const subscriptions: Subscription[] = [
  moves(RegisterChanged, ({ areaCode, households, vacantHouseholds, people }) => at(areaCode, { households, vacantHouseholds, people })),
  moves(SweepTargeted, ({ roundId, areaCode, households }, tx) => sweep(tx, roundId, { areaCode, targets: households, reached: 0 })),
  moves(SweepDoorsMoved, ({ roundId, areaCode, households, reached }, tx) => sweep(tx, roundId, { areaCode, targets: households, reached })),
  moves(HouseholdSwept, async ({ roundId, areaCode, reached, returnees }, tx) => [
    ...(await sweep(tx, roundId, { areaCode, targets: 0, reached })),
    ...at(areaCode, { returneesFromOutbreak: returneesFromOutbreak(returnees) }),
  ]),
  moves(SweepRoundClosed, async ({ roundId }, tx) => sharesOff(await closeSweepShares(tx, roundId))),
  moves(CheckpointChanged, (checkpoint, tx) => stand(tx, checkpointStanding(checkpoint))),
  moves(PassageRecorded, ({ areaCode, verdict }) => at(areaCode, { passages: 1, passagesRefused: Number(verdict === 'REFUSED') })),
  moves(ArrivalDeclared, ({ areaCode, risk }) => at(areaCode, { arrivals: 1, arrivalsAtRisk: Number(risk !== 'LOW') })),
  moves(AlertRaised, async (alert, tx) => [...(await stand(tx, alertStanding(alert, 'RAISED'))), ...at(alert.areaCode, { alertsRaised: 1 })]),
  moves(AlertChanged, (alert, tx) => stand(tx, alertStanding(alert, alert.state))),
  moves(OrderProposed, (order, tx) => stand(tx, orderStanding(order, 'PROPOSED'))),
  moves(OrderConfirmed, (order, tx) => stand(tx, orderStanding(order, 'CONFIRMED'))),
  moves(OrderDeclined, (order, tx) => stand(tx, orderStanding(order, 'ENDED'))),
  moves(OrderReleased, async (order, tx) => [...(await stand(tx, orderStanding(order, 'ENDED'))), ...at(order.areaCode, { released: 1 })]),
  moves(FacilityChanged, ({ areaCode, openBeds }) => at(areaCode, { bedsOpen: openBeds })),
  moves(BedOccupancyChanged, ({ areaCode, occupied }) => at(areaCode, { bedsOccupied: occupied })),
  moves(DonationReceived, ({ areaCode, valueFen }) => at(areaCode, { donations: 1, donationsFen: valueFen })),
  moves(StockMoved, ({ areaCode, placeKind, quantity }) => {
    const isDelivery = quantity > 0 && (placeKind === 'CHECKPOINT' || placeKind === 'FACILITY');
    return at(areaCode, { piecesDelivered: isDelivery ? quantity : 0 });
  }),
  moves(CaseCountsChanged, ({ areaCode, confirmed, inTreatment, asymptomatic, suspected, contactsObserved }) =>
    at(areaCode, { casesConfirmed: confirmed, casesInTreatment: inTreatment, casesAsymptomatic: asymptomatic, casesSuspected: suspected, contactsObserved }),
  ),
  moves(SupportOpened, (request, tx) => stand(tx, supportStanding(request, 'OPEN'))),
  moves(SupportClosed, (request, tx) => stand(tx, supportStanding(request, 'CLOSED'))),
];

export const topics: string[] = [...new Set(subscriptions.map(({ event }) => topicOf(event)))];

function moves<P>(event: EventDefinition<P>, sharesOfEvent: (payload: P, tx: Tx) => Share[] | Promise<Share[]>): Subscription {
  return on(event, async (tx, envelope, ctx) => moveFigures(tx, envelope, await sharesOfEvent(envelope.data, tx), ctx));
}

function at(areaCode: string, by: Partial<Counts>): Share[] {
  return [{ areaCode, by }];
}

async function stand(tx: Tx, standing: Standing): Promise<Share[]> {
  return sharesOf(await takeStanding(tx, standing));
}

async function sweep(tx: Tx, roundId: string, share: { areaCode: string; targets: number; reached: number }): Promise<Share[]> {
  return sharesOnto(share, await addSweepShare(tx, roundId, share));
}
