import { EntitySchema } from 'typeorm';
import type { Allocation, AllocationLine } from './allocation.rules.ts';

export const allocationTable = new EntitySchema<Allocation>({
  name: 'Allocation',
  tableName: 'allocations',
  columns: {
    id: { type: 'uuid', primary: true },
    itemId: { type: 'uuid', name: 'item_id' },
    fromPlaceId: { type: 'uuid', name: 'from_place_id' },
    state: { type: 'text' },
    basis: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    plannedAt: { type: 'timestamptz', name: 'planned_at' },
    plannedBy: { type: 'text', name: 'planned_by' },
    approvedBy: { type: 'text', name: 'approved_by', nullable: true },
    issuedAt: { type: 'timestamptz', name: 'issued_at', nullable: true },
    deliveredAt: { type: 'timestamptz', name: 'delivered_at', nullable: true },
  },
});

export const allocationLineTable = new EntitySchema<AllocationLine>({
  name: 'AllocationLine',
  tableName: 'allocation_lines',
  columns: {
    allocationId: { type: 'uuid', name: 'allocation_id', primary: true },
    placeId: { type: 'uuid', name: 'place_id', primary: true },
    headcount: { type: 'integer', nullable: true },
    quantity: { type: 'integer' },
    deliveredAt: { type: 'timestamptz', name: 'delivered_at', nullable: true },
    signedBy: { type: 'text', name: 'signed_by', nullable: true },
  },
});
