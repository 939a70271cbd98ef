import { EntitySchema } from 'typeorm';
import type { Ending, EndingAnswer } from './ending.rules.ts';

export const endingTable = new EntitySchema<Ending>({
  name: 'Ending',
  tableName: 'endings',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    rule: { type: 'text' },
    state: { type: 'text' },
    services: { type: 'text', array: true },
    proposedBy: { type: 'text', name: 'proposed_by' },
    proposedAgency: { type: 'text', name: 'proposed_agency' },
    proposedAt: { type: 'timestamptz', name: 'proposed_at' },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    decidedAgency: { type: 'text', name: 'decided_agency', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
    doneAt: { type: 'timestamptz', name: 'done_at', nullable: true },
  },
});

export const endingAnswerTable = new EntitySchema<EndingAnswer>({
  name: 'EndingAnswer',
  tableName: 'ending_answers',
  columns: {
    endingId: { type: 'uuid', name: 'ending_id', primary: true },
    service: { type: 'text', primary: true },
    startedAt: { type: 'timestamptz', name: 'started_at' },
    finishedAt: { type: 'timestamptz', name: 'finished_at' },
    tables: { type: 'jsonb' },
  },
});
