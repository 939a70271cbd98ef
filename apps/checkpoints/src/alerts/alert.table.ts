import { EntitySchema } from 'typeorm';
import type { Alert } from './alert.rules.ts';

export const alertTable = new EntitySchema<Alert>({
  name: 'Alert',
  tableName: 'alerts',
  columns: {
    id: { type: 'uuid', primary: true },
    kind: { type: 'text' },
    state: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    checkpointId: { type: 'uuid', name: 'checkpoint_id' },
    personId: { type: 'uuid', name: 'person_id', nullable: true },
    passageId: { type: 'uuid', name: 'passage_id', nullable: true },
    ownerAgency: { type: 'text', name: 'owner_agency' },
    raisedAt: { type: 'timestamptz', name: 'raised_at' },
    acknowledgedAt: { type: 'timestamptz', name: 'acknowledged_at', nullable: true },
    acknowledgedBy: { type: 'text', name: 'acknowledged_by', nullable: true },
    acknowledgedAgency: { type: 'text', name: 'acknowledged_agency', nullable: true },
    closedAt: { type: 'timestamptz', name: 'closed_at', nullable: true },
    closedBy: { type: 'text', name: 'closed_by', nullable: true },
    outcome: { type: 'text', nullable: true },
  },
});
