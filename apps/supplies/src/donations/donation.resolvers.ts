import { DonationReceived } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { ReceiveDonationInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { moveStock } from '../stock/stock.change.ts';
import { itemLoader, placeLoader } from '../stock/stock.loader.ts';
import { placeUnknown } from '../stock/stock.rules.ts';
import type { StockMovement } from '../stock/stock.rules.ts';
import { demandItems, loadPlace } from '../stock/stock.store.ts';
import { destinationsLoader, donationLoader, linesLoader } from './donation.loader.ts';
import { judgeDonation, receiptNumber } from './donation.rules.ts';
import type { Donation, DonationLine } from './donation.rules.ts';
import { countDonations, findDonations, insertDonation, listDonations, nextReceiptSerial } from './donation.store.ts';

type DonationResolvers = Pick<Resolvers, 'Donation' | 'DonationLine' | 'DonationDestination' | 'Query' | 'Mutation'>;

export const donationResolvers: DonationResolvers = {
  Query: {
    donation: (_root, { id }, ctx) => visibleDonation(id, ctx),
    donations: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const rows = await listDonations(ctx.database.manager, areaCode, page);
      return connection(rows, page, (donation) => donation.id, () => countDonations(ctx.database.manager, areaCode));
    },
  },
  Mutation: {
    receiveDonation: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'receiveDonation', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => receive(tx, input, ctx));
        return (await findDonations(tx, [id]))[0]!;
      });
    },
  },
  Donation: {
    __resolveReference: ({ id }, ctx) => visibleDonation(id, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    lines: async ({ id }, _args, ctx) => (await linesLoader(ctx).load(id)) ?? [],
    valueFen: async ({ id, cashFen }, _args, ctx) => {
      const lines = (await linesLoader(ctx).load(id)) ?? [];
      return lines.reduce((total, line) => total + line.valueFen, cashFen);
    },
  },
  DonationLine: {
    item: async ({ itemId }, _args, ctx) => (await itemLoader(ctx).load(itemId))!,
    allocated: ({ quantity, remaining }) => quantity - remaining,
    destinations: async ({ donationId, itemId }, _args, ctx) =>
      ((await destinationsLoader(ctx).load(donationId)) ?? []).filter((share) => share.itemId === itemId),
  },
  DonationDestination: {
    place: async ({ placeId }, _args, ctx) => (await placeLoader(ctx).load(placeId))!,
  },
};

async function visibleDonation(id: string, ctx: Context): Promise<Donation | null> {
  const donation = await donationLoader(ctx).load(id);
  return donation && withinArea(ctx.actor, donation.areaCode) ? donation : null;
}

async function receive(tx: Tx, input: ReceiveDonationInput, ctx: Context): Promise<string> {
  demandArea(ctx.actor, input.areaCode);
  judgeDonation(input);
  if (input.placeId && !withinArea(ctx.actor, (await loadPlace(tx, input.placeId)).areaCode)) throw placeUnknown();
  await demandItems(tx, input.lines.map((line) => line.itemId));
  const receivedAt = ctx.clock.now();
  const { areaCode, anonymous, cashFen } = input;
  const donation: Donation = {
    id: newId(),
    receiptNumber: receiptNumber(shanghaiDay(receivedAt), await nextReceiptSerial(tx)),
    donor: input.donor.trim(),
    anonymous,
    cashFen,
    purpose: input.purpose.trim(),
    areaCode,
    receivedAt,
  };
  const lines: DonationLine[] = input.lines.map((line) => ({ ...line, donationId: donation.id, placeId: input.placeId!, remaining: line.quantity }));
  await insertDonation(tx, donation, lines);
  await moveStock(tx, lines.map((line) => receiptOf(donation, line, ctx)), ctx.actor.agency);
  await emit(tx, DonationReceived, {
    subject: donation.id,
    areaCode,
    agency: ctx.actor.agency,
    payload: {
      donationId: donation.id,
      areaCode,
      day: shanghaiDay(receivedAt),
      valueFen: lines.reduce((total, line) => total + line.valueFen, cashFen),
      pieces: lines.reduce((total, line) => total + line.quantity, 0),
    },
    at: receivedAt,
  });
  return donation.id;
}

function receiptOf(donation: Donation, line: DonationLine, ctx: Context): StockMovement {
  return {
    id: newId(),
    kind: 'RECEIPT',
    itemId: line.itemId,
    quantity: line.quantity,
    fromPlaceId: null,
    toPlaceId: line.placeId,
    reason: `捐赠 ${donation.receiptNumber}`,
    movedAt: donation.receivedAt,
    movedBy: ctx.actor.name,
  };
}
