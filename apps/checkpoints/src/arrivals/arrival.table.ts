import { EntitySchema } from 'typeorm';
import type { Arrival } from './arrival.rules.ts';

export const arrivalTable = new EntitySchema<Arrival>({
  name: 'Arrival',
  tableName: 'arrivals',
  columns: {
    id: { type: 'uuid', primary: true },
    personId: { type: 'uuid', name: 'person_id' },
    checkpointId: { type: 'uuid', name: 'checkpoint_id' },
    areaCode: { type: 'text', name: 'area_code' },
    householdId: { type: 'uuid', name: 'household_id', nullable: true },
    originAreaCode: { type: 'text', name: 'origin_area_code' },
    originName: { type: 'text', name: 'origin_name' },
    risk: { type: 'text' },
    plate: { type: 'text', nullable: true },
    temperature: { type: 'double precision', nullable: true },
    letterSigned: { type: 'boolean', name: 'letter_signed' },
    arrivedAt: { type: 'timestamptz', name: 'arrived_at' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    declaredBy: { type: 'text', name: 'declared_by' },
  },
});
