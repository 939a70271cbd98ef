import { EntitySchema } from 'typeorm';
import type { LiaisonDoor, LiaisonPlan, LiaisonVisit } from './liaison.rules.ts';

export const liaisonDoorTable = new EntitySchema<LiaisonDoor & { doorOrder: string; assignedAt: Date }>({
  name: 'LiaisonDoor',
  tableName: 'liaison_assignments',
  columns: {
    householdId: { type: 'uuid', name: 'household_id', primary: true },
    officialId: { type: 'uuid', name: 'official_id' },
    areaCode: { type: 'text', name: 'area_code' },
    doorOrder: { type: 'text', name: 'door_order' },
    assignedAt: { type: 'timestamptz', name: 'assigned_at' },
    lastSeenOn: { type: 'date', name: 'last_seen_on', nullable: true },
  },
});

export const liaisonVisitTable = new EntitySchema<LiaisonVisit>({
  name: 'LiaisonVisit',
  tableName: 'liaison_visits',
  columns: {
    id: { type: 'uuid', primary: true },
    householdId: { type: 'uuid', name: 'household_id' },
    officialId: { type: 'uuid', name: 'official_id', nullable: true },
    areaCode: { type: 'text', name: 'area_code' },
    day: { type: 'date' },
    outcome: { type: 'text' },
    note: { type: 'text', nullable: true },
    visitedAt: { type: 'timestamptz', name: 'visited_at' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    visitedBy: { type: 'text', name: 'visited_by' },
  },
});

export const liaisonPlanTable = new EntitySchema<LiaisonPlan>({
  name: 'LiaisonPlan',
  tableName: 'liaison_plans',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    kind: { type: 'text' },
    state: { type: 'text' },
    households: { type: 'integer' },
    officials: { type: 'integer' },
    moves: { type: 'integer' },
    madeAt: { type: 'timestamptz', name: 'made_at' },
    madeBy: { type: 'text', name: 'made_by' },
    appliedAt: { type: 'timestamptz', name: 'applied_at', nullable: true },
    undoneAt: { type: 'timestamptz', name: 'undone_at', nullable: true },
  },
});
