import { EntitySchema } from 'typeorm';
import type { Passage } from './passage.rules.ts';

export const passageTable = new EntitySchema<Passage>({
  name: 'Passage',
  tableName: 'passages',
  columns: {
    id: { type: 'uuid', primary: true },
    checkpointId: { type: 'uuid', name: 'checkpoint_id' },
    areaCode: { type: 'text', name: 'area_code' },
    personId: { type: 'uuid', name: 'person_id', nullable: true },
    passId: { type: 'uuid', name: 'pass_id', nullable: true },
    direction: { type: 'text' },
    verdict: { type: 'text' },
    reason: { type: 'text', nullable: true },
    temperature: { type: 'double precision', nullable: true },
    plate: { type: 'text', nullable: true },
    passedAt: { type: 'timestamptz', name: 'passed_at' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    recordedBy: { type: 'text', name: 'recorded_by' },
  },
});
