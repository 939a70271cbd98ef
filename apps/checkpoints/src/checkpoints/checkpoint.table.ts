import { EntitySchema } from 'typeorm';
import type { Checkpoint } from './checkpoint.rules.ts';

export const checkpointTable = new EntitySchema<Checkpoint>({
  name: 'Checkpoint',
  tableName: 'checkpoints',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    kind: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    open: { type: 'boolean' },
    openSince: { type: 'timestamptz', name: 'open_since' },
    opensAt: { type: 'text', name: 'opens_at', nullable: true },
    closesAt: { type: 'text', name: 'closes_at', nullable: true },
    headcount: { type: 'integer' },
  },
});
