import { EntitySchema } from 'typeorm';
import type { GlassOpening } from './glass.rules.ts';

export const glassTable = new EntitySchema<GlassOpening>({
  name: 'GlassOpening',
  tableName: 'glass_openings',
  columns: {
    id: { type: 'uuid', primary: true },
    accountId: { type: 'text', name: 'account_id' },
    agency: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    personId: { type: 'uuid', name: 'person_id', nullable: true },
    reasonSealed: { type: 'bytea', name: 'reason_sealed' },
    openedAt: { type: 'timestamptz', name: 'opened_at' },
    until: { type: 'timestamptz' },
    closedAt: { type: 'timestamptz', name: 'closed_at', nullable: true },
    closedBy: { type: 'text', name: 'closed_by', nullable: true },
  },
});
