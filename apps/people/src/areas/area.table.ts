import { EntitySchema } from 'typeorm';
import type { Area, Compound, GridSquad } from './area.rules.ts';

export const areaTable = new EntitySchema<Area>({
  name: 'Area',
  tableName: 'areas',
  columns: {
    code: { type: 'text', primary: true },
    name: { type: 'text' },
    parentCode: { type: 'text', name: 'parent_code', nullable: true },
  },
});

export const gridSquadTable = new EntitySchema<GridSquad>({
  name: 'GridSquad',
  tableName: 'grid_squads',
  columns: {
    areaCode: { type: 'text', name: 'area_code', primary: true },
    headName: { type: 'text', name: 'head_name' },
    members: { type: 'integer' },
  },
});

export const compoundTable = new EntitySchema<Compound>({
  name: 'Compound',
  tableName: 'compounds',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    name: { type: 'text' },
    address: { type: 'text' },
  },
});
