import { EntitySchema } from 'typeorm';
import type { DoorCode, SelfReport } from './door.rules.ts';

export const doorCodeTable = new EntitySchema<DoorCode>({
  name: 'DoorCode',
  tableName: 'door_codes',
  columns: {
    id: { type: 'uuid', primary: true },
    householdId: { type: 'uuid', name: 'household_id' },
    areaCode: { type: 'text', name: 'area_code' },
    keySealed: { type: 'bytea', name: 'key_sealed' },
    issuedAt: { type: 'timestamptz', name: 'issued_at' },
    issuedBy: { type: 'text', name: 'issued_by' },
    revokedAt: { type: 'timestamptz', name: 'revoked_at', nullable: true },
    revokedBy: { type: 'text', name: 'revoked_by', nullable: true },
    failures: { type: 'integer', default: 0 },
    lockedUntil: { type: 'timestamptz', name: 'locked_until', nullable: true },
  },
});

export const selfReportTable = new EntitySchema<SelfReport>({
  name: 'SelfReport',
  tableName: 'self_reports',
  columns: {
    id: { type: 'uuid', primary: true },
    householdId: { type: 'uuid', name: 'household_id' },
    areaCode: { type: 'text', name: 'area_code' },
    way: { type: 'text' },
    day: { type: 'date' },
    reportedAt: { type: 'timestamptz', name: 'reported_at' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    present: { type: 'smallint' },
    absent: { type: 'smallint' },
    fever: { type: 'smallint' },
    moved: { type: 'smallint' },
  },
});
