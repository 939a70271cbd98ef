import { EntitySchema } from 'typeorm';
import type { SweepRound, SweepVisit } from './sweep.rules.ts';

export const sweepRoundTable = new EntitySchema<SweepRound>({
  name: 'SweepRound',
  tableName: 'sweep_rounds',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    state: { type: 'text' },
    methods: { type: 'text', array: true },
    startsOn: { type: 'date', name: 'starts_on' },
    endsOn: { type: 'date', name: 'ends_on' },
    openedAt: { type: 'timestamptz', name: 'opened_at' },
    openedBy: { type: 'text', name: 'opened_by' },
    targetGroupIds: { type: 'uuid', array: true, name: 'target_group_ids' },
    ruleAreaCode: { type: 'text', name: 'rule_area_code' },
    ruleVersion: { type: 'integer', name: 'rule_version' },
  },
});

export const sweepVisitTable = new EntitySchema<SweepVisit>({
  name: 'SweepVisit',
  tableName: 'sweep_visits',
  columns: {
    id: { type: 'uuid', primary: true },
    roundId: { type: 'uuid', name: 'round_id' },
    householdId: { type: 'uuid', name: 'household_id' },
    outcome: { type: 'text' },
    method: { type: 'text' },
    returnees: { type: 'jsonb' },
    note: { type: 'text', nullable: true },
    visitedAt: { type: 'timestamptz', name: 'visited_at' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    visitedBy: { type: 'text', name: 'visited_by' },
    visitedById: { type: 'text', name: 'visited_by_id' },
    standing: { type: 'text' },
    version: { type: 'integer', nullable: true },
    basedOn: { type: 'integer', name: 'based_on', nullable: true },
    answers: { type: 'jsonb' },
  },
});
