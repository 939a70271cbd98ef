import * as events from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';

/** One event of a made-up history: ready to be delivered, or sent. */
export interface Told {
  event: EventDefinition<never>;
  id: string;
  subject: string;
  areaCode: string;
  at: Date;
  payload: never;
}

/** The events of one aggregate, in the order in which they happened. */
export type Story = Told[];

/** The same numbers for the same seed (mulberry32), so that a failure can be told and repeated. */
export function dice(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const id = (): string => {
    const hex = Array.from({ length: 32 }, () => below(16).toString(16));
    hex[12] = '4';
    hex[16] = '8';
    return hex.join('').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  };
  const shuffled = <T>(from: readonly T[]): T[] => from.map((one) => ({ one, key: next() })).sort((a, b) => a.key - b.key).map(({ one }) => one);
  return { below, pick, id, shuffled };
}
export type Dice = ReturnType<typeof dice>;

const grids = ['410811001001001', '410811001001002', '410811001002001', '410811002001001', '410802001001001'];
const start = Date.parse('2022-11-17T20:00:00+08:00');
const hours = 60;

/** Where and when an aggregate begins, and how it goes on. */
class Teller {
  readonly story: Story = [];
  readonly #dice: Dice;
  readonly #subject: string;
  #at: number;
  areaCode: string;

  constructor(from: Dice, subject: string, areaCode: string) {
    this.#dice = from;
    this.#subject = subject;
    this.areaCode = areaCode;
    this.#at = start + from.below(hours) * 3_600_000;
  }

  tell<P>(event: EventDefinition<P>, payload: object): this {
    this.#at += this.#dice.below(15 * 3_600_000);
    const at = new Date(this.#at);
    const whole = { areaCode: this.areaCode, day: shanghaiDay(at), ...payload };
    this.story.push({ event: event as EventDefinition<never>, id: this.#dice.id(), subject: this.#subject, areaCode: this.areaCode, at, payload: whole as never });
    return this;
  }
}

type Plot = (t: Teller, id: string, from: Dice) => void;

const plots: Plot[] = [
  (t, _id, { below }) => {
    for (let nth = below(3); nth >= 0; nth--) {
      t.tell(events.RegisterChanged, { households: 20 + below(90), vacantHouseholds: below(9), people: 60 + below(200) });
    }
    t.tell(events.RegisterChanged, { households: -below(20), vacantHouseholds: 0, people: -below(60) });
  },
  (t, roundId, { below, id }) => {
    for (const areaCode of grids.slice(0, 3)) t.tell(events.SweepTargeted, { roundId, areaCode, households: 10 + below(90) });
    for (let nth = below(6); nth >= 0; nth--) {
      t.tell(events.HouseholdSwept, {
        roundId, householdId: id(), areaCode: grids[below(3)], outcome: 'VISITED', reached: 1,
        returnees: { OUTBREAK_CITY: below(2), OUTBREAK_PROVINCE: below(2), OTHER_PROVINCE: 5 },
      });
    }
    if (below(2)) t.tell(events.SweepRoundClosed, { roundId, areaCode: '410811' });
  },
  (t, checkpointId, { below, pick }) => {
    t.tell(events.CheckpointChanged, { checkpointId, kind: 'HIGHWAY', open: true, previouslyOpen: false });
    if (below(2)) t.tell(events.CheckpointChanged, { checkpointId, kind: 'HIGHWAY', open: true, previouslyOpen: true, areaCode: pick(grids) });
    if (below(2)) t.tell(events.CheckpointChanged, { checkpointId, kind: 'HIGHWAY', open: false, previouslyOpen: true });
  },
  (t, passageId, { pick, id }) =>
    t.tell(events.PassageRecorded, {
      passageId, checkpointId: id(), personId: null, direction: 'IN', verdict: pick(['ALLOWED', 'REFUSED']), reason: null, temperature: 36.5,
      passedAt: '2022-11-20T07:00:00+08:00',
    }),
  (t, arrivalId, { pick, id }) =>
    t.tell(events.ArrivalDeclared, {
      arrivalId, personId: id(), householdId: null, checkpointId: id(), originAreaCode: '4201', risk: pick(['HIGH', 'MEDIUM', 'LOW']), temperature: null,
      arrivedAt: '2022-11-20T07:00:00+08:00',
    }),
  (t, alertId, { below, id }) => {
    t.tell(events.AlertRaised, { alertId, kind: 'FEVER', personId: null, checkpointId: id(), ownerAgency: 'health' });
    if (below(2)) t.tell(events.AlertChanged, { alertId, state: 'ACKNOWLEDGED' });
    if (below(2)) t.tell(events.AlertChanged, { alertId, state: 'CLOSED' });
  },
  (t, orderId, { pick, below, id }) => {
    const order = { orderId, personId: id(), householdId: null, mode: pick(['FACILITY', 'HOME', 'HOSPITAL']) };
    t.tell(events.OrderProposed, order);
    const end = below(4);
    if (end === 0) return;
    if (end === 1) return void t.tell(events.OrderDeclined, order);
    const mode = pick(['FACILITY', 'HOME', 'HOSPITAL']);
    t.tell(events.OrderConfirmed, { ...order, mode, plannedEnd: '2022-11-28T00:00:00+08:00', ruleVersion: '2022-11' });
    if (end === 2) t.tell(events.OrderReleased, { ...order, mode });
  },
  (t, facilityId, { below }) => {
    const beds = 10 + below(50);
    t.tell(events.FacilityChanged, { facilityId, state: 'OPEN', previousState: 'INSPECTED', openBeds: beds });
    if (below(2)) t.tell(events.FacilityChanged, { facilityId, state: 'CLOSED', previousState: 'OPEN', openBeds: -beds });
  },
  (t, bedId, { below, id }) => {
    const bed = { bedId, facilityId: id(), personId: id(), stayId: id() };
    t.tell(events.BedOccupancyChanged, { ...bed, occupied: 1 });
    if (below(2)) t.tell(events.BedOccupancyChanged, { ...bed, occupied: -1 });
  },
  (t, donationId, { below }) => t.tell(events.DonationReceived, { donationId, valueFen: below(9_000_000), pieces: below(900) }),
  (t, movementId, { below, pick, id }) =>
    t.tell(events.StockMoved, {
      movementId, placeId: id(), placeKind: pick(events.placeKinds), placeRef: null, itemId: id(), itemCode: 'MASK', quantity: below(200) - 50, balance: 9, belowThreshold: false,
    }),
  (t, requestId, { below, id }) => {
    const request = { requestId, personId: id() };
    t.tell(events.SupportOpened, { ...request, householdId: null });
    if (below(2)) t.tell(events.SupportClosed, request);
  },
];

/** Stories of all kinds, about `size` events of them, over three days and five grids. */
export function randomHistory(from: Dice, size: number): Story[] {
  const stories: Story[] = [];
  for (let count = 0, nth = 0; count < size; nth++) {
    const id = from.id();
    const areaCode = from.pick(grids);
    const teller = new Teller(from, id, areaCode);
    plots[nth % plots.length]!(teller, id, from);
    stories.push(teller.story);
    count += teller.story.length;
  }
  return stories;
}

/** One of the orders in which a history may arrive: each story in its order, the stories mixed anyhow. */
export function interleaved(from: Dice, stories: readonly Story[]): Told[] {
  const turns = from.shuffled(stories.flatMap((story) => story.map(() => story)));
  const told = new Map<Story, number>();
  return turns.map((story) => {
    const nth = told.get(story) ?? 0;
    told.set(story, nth + 1);
    return story[nth]!;
  });
}
