import { EntitySchema } from 'typeorm';
import type { SquadMember } from './compound.rules.ts';

export { compoundTable } from './area.table.ts';

export const squadMemberTable = new EntitySchema<SquadMember>({
  name: 'SquadMember',
  tableName: 'squad_members',
  columns: {
    areaCode: { type: 'text', name: 'area_code', primary: true },
    position: { type: 'integer', primary: true },
    name: { type: 'text' },
    duty: { type: 'text', nullable: true },
  },
});

/** A unit of a compound's plan. */
export interface PlannedUnit {
  compoundId: string;
  building: string;
  unit: string;
  rooms: number;
}

export const compoundUnitTable = new EntitySchema<PlannedUnit>({
  name: 'CompoundUnit',
  tableName: 'compound_units',
  columns: {
    compoundId: { type: 'uuid', name: 'compound_id', primary: true },
    building: { type: 'text', primary: true },
    unit: { type: 'text', primary: true },
    rooms: { type: 'integer' },
  },
});
