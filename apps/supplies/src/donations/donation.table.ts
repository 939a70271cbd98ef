import { EntitySchema } from 'typeorm';
import type { Donation, DonationLine } from './donation.rules.ts';

export const donationTable = new EntitySchema<Donation>({
  name: 'Donation',
  tableName: 'donations',
  columns: {
    id: { type: 'uuid', primary: true },
    receiptNumber: { type: 'text', name: 'receipt_number' },
    donor: { type: 'text' },
    anonymous: { type: 'boolean' },
    cashFen: { type: 'bigint', name: 'cash_fen' },
    purpose: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
  },
});

export const donationLineTable = new EntitySchema<DonationLine>({
  name: 'DonationLine',
  tableName: 'donation_lines',
  columns: {
    donationId: { type: 'uuid', name: 'donation_id', primary: true },
    itemId: { type: 'uuid', name: 'item_id', primary: true },
    placeId: { type: 'uuid', name: 'place_id' },
    quantity: { type: 'integer' },
    valueFen: { type: 'bigint', name: 'value_fen' },
    remaining: { type: 'integer' },
  },
});
