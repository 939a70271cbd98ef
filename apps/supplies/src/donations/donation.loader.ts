import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Donation, DonationLine } from './donation.rules.ts';
import { findDonations, listDestinations, listLines } from './donation.store.ts';
import type { DonationDestination } from './donation.store.ts';

export function donationLoader(ctx: Context) {
  return batchLoader<string, Donation>(
    ctx,
    'donation',
    async (ids) => new Map((await findDonations(ctx.database.manager, ids)).map((donation) => [donation.id, donation])),
  );
}

export function linesLoader(ctx: Context) {
  return batchLoader<string, DonationLine[]>(ctx, 'donation-lines', async (ids) =>
    Map.groupBy(await listLines(ctx.database.manager, ids), (line) => line.donationId),
  );
}

export function destinationsLoader(ctx: Context) {
  return batchLoader<string, DonationDestination[]>(ctx, 'donation-destinations', async (ids) =>
    Map.groupBy(await listDestinations(ctx.database.manager, ids), (share) => share.donationId),
  );
}
