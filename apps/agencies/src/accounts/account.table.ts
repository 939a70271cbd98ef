import { EntitySchema } from 'typeorm';
import type { Account, Revocation } from './account.rules.ts';

export const accountTable = new EntitySchema<Account>({
  name: 'Account',
  tableName: 'accounts',
  columns: {
    id: { type: 'text', primary: true },
    agency: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    roles: { type: 'text', array: true },
    nameSealed: { type: 'bytea', name: 'name_sealed' },
    householdId: { type: 'uuid', name: 'household_id', nullable: true },
    suspendedAt: { type: 'timestamptz', name: 'suspended_at', nullable: true },
    suspendedBy: { type: 'text', name: 'suspended_by', nullable: true },
    registeredAt: { type: 'timestamptz', name: 'registered_at' },
    registeredBy: { type: 'text', name: 'registered_by' },
    version: { type: 'integer' },
  },
});

export const revocationTable = new EntitySchema<Revocation>({
  name: 'Revocation',
  tableName: 'revocations',
  columns: {
    id: { type: 'uuid', primary: true },
    accountId: { type: 'text', name: 'account_id' },
    tokenId: { type: 'text', name: 'token_id', nullable: true },
    before: { type: 'timestamptz' },
    revokedAt: { type: 'timestamptz', name: 'revoked_at' },
    revokedBy: { type: 'text', name: 'revoked_by' },
  },
});
