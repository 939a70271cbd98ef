import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, day, id } from './fields.ts';

export const placeKinds = ['WAREHOUSE', 'CHECKPOINT', 'FACILITY', 'COMMUNITY', 'TRANSIT'] as const;

export const DonationReceived = defineEvent({
  name: 'supplies.donation-received.v1',
  schema: z.object({ donationId: id, areaCode, day, valueFen: z.int().nonnegative().describe('value in fen, 0.01 yuan'), pieces: z.int().nonnegative() }),
});

/** Stock at a place moved by `quantity` (in the item's unit) and stands at `balance` after it. */
export const StockMoved = defineEvent({
  name: 'supplies.stock-moved.v1',
  schema: z.object({
    movementId: id,
    stockId: id.optional().describe('of the item at the place; absent in the earliest events'),
    placeId: id,
    placeKind: z.enum(placeKinds),
    placeRef: id.nullable().describe('id of the checkpoint or facility'),
    itemId: id,
    itemCode: z.string(),
    areaCode,
    day,
    quantity: z.int(),
    balance: z.int().nonnegative(),
    belowThreshold: z.boolean(),
  }),
});

export const SupportOpened = defineEvent({
  name: 'supplies.support-opened.v1',
  schema: z.object({ requestId: id, householdId: id.nullable(), personId: id, areaCode, day }),
});

/** Somebody took a request, or brought what was asked for. */
export const SupportAdvanced = defineEvent({
  name: 'supplies.support-advanced.v1',
  schema: z.object({ requestId: id, personId: id, areaCode, day, state: z.enum(['TAKEN', 'DELIVERED']) }),
});

export const SupportClosed = defineEvent({
  name: 'supplies.support-closed.v1',
  schema: z.object({ requestId: id, personId: id, areaCode, day }),
});
