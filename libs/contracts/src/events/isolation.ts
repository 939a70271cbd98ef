import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, day, id, instant } from './fields.ts';

export const orderModes = ['FACILITY', 'HOME', 'HOSPITAL'] as const;
export const facilityStates = ['DESIGNATED', 'FITTING_OUT', 'INSPECTED', 'OPEN', 'CLOSED'] as const;

const order = z.object({
  orderId: id,
  personId: id,
  householdId: id.nullable(),
  areaCode,
  mode: z.enum(orderModes),
  day,
});

export const OrderProposed = defineEvent({ name: 'isolation.order-proposed.v1', schema: order });

/** The commission confirmed: from now on the person may not go out. */
export const OrderConfirmed = defineEvent({
  name: 'isolation.order-confirmed.v1',
  schema: order.extend({ plannedEnd: instant, ruleVersion: z.string() }),
});

/** A proposal was declined by the commission; nothing had begun. */
export const OrderDeclined = defineEvent({ name: 'isolation.order-declined.v1', schema: order });

/** The order is over: passes unblock, support closes, figures move. */
export const OrderReleased = defineEvent({ name: 'isolation.order-released.v1', schema: order });

/** A bed was taken (`occupied` 1) or left (-1). */
export const BedOccupancyChanged = defineEvent({
  name: 'isolation.bed-occupancy-changed.v1',
  schema: z.object({ facilityId: id, bedId: id, stayId: id, orderId: id.optional().describe('absent in the earliest events'), personId: id, areaCode, occupied: z.int().min(-1).max(1) }),
});

/** Beds of a facility that can be used: the change since the last event, e.g. all of them when it opens. */
export const FacilityChanged = defineEvent({
  name: 'isolation.facility-changed.v1',
  schema: z.object({
    facilityId: id,
    areaCode,
    state: z.enum(facilityStates),
    previousState: z.enum(facilityStates).nullable(),
    openBeds: z.int().describe('change in the number of beds in open facilities'),
  }),
});
