import { EntitySchema } from 'typeorm';
import type { MachineKey } from './key.rules.ts';

export const keyTable = new EntitySchema<MachineKey>({
  name: 'MachineKey',
  tableName: 'machine_keys',
  columns: {
    id: { type: 'uuid', primary: true },
    agency: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    label: { type: 'text' },
    scopes: { type: 'text', array: true },
    jwk: { type: 'jsonb' },
    fingerprint: { type: 'text' },
    registeredAt: { type: 'timestamptz', name: 'registered_at' },
    registeredBy: { type: 'text', name: 'registered_by' },
    expiresAt: { type: 'timestamptz', name: 'expires_at' },
    revokedAt: { type: 'timestamptz', name: 'revoked_at', nullable: true },
    revokedBy: { type: 'text', name: 'revoked_by', nullable: true },
    replacedBy: { type: 'uuid', name: 'replaced_by', nullable: true },
    version: { type: 'integer' },
  },
});
