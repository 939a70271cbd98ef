import { EntitySchema } from 'typeorm';
import type { Hold } from './hold.rules.ts';

export const holdTable = new EntitySchema<Hold>({
  name: 'Hold',
  tableName: 'holds',
  columns: {
    id: { type: 'uuid', primary: true },
    kind: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    personId: { type: 'uuid', name: 'person_id', nullable: true },
    householdId: { type: 'uuid', name: 'household_id', nullable: true },
    reasonSealed: { type: 'bytea', name: 'reason_sealed' },
    placedAt: { type: 'timestamptz', name: 'placed_at' },
    placedBy: { type: 'text', name: 'placed_by' },
    placedAgency: { type: 'text', name: 'placed_agency' },
    liftedAt: { type: 'timestamptz', name: 'lifted_at', nullable: true },
    liftedBy: { type: 'text', name: 'lifted_by', nullable: true },
  },
});
