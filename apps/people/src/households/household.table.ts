import { EntitySchema } from 'typeorm';
import type { Household } from './household.rules.ts';

export const householdTable = new EntitySchema<Household>({
  name: 'Household',
  tableName: 'households',
  columns: {
    id: { type: 'uuid', primary: true },
    compoundId: { type: 'uuid', name: 'compound_id' },
    areaCode: { type: 'text', name: 'area_code' },
    building: { type: 'text' },
    unit: { type: 'text' },
    room: { type: 'text' },
    doorOrder: { type: 'text', name: 'door_order' },
    occupancy: { type: 'text' },
    headId: { type: 'uuid', name: 'head_id', nullable: true },
    version: { type: 'integer', default: 1 },
  },
});
