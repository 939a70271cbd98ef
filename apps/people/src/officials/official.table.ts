import { EntitySchema } from 'typeorm';
import type { Official } from './official.rules.ts';

export const officialTable = new EntitySchema<Official>({
  name: 'Official',
  tableName: 'officials',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    name: { type: 'text' },
    unit: { type: 'text' },
    post: { type: 'text' },
    liaison: { type: 'boolean', default: false },
    accountId: { type: 'text', name: 'account_id', nullable: true },
    phoneSealed: { type: 'bytea', name: 'phone_sealed', nullable: true },
    phoneIndex: { type: 'bytea', name: 'phone_index', nullable: true },
    phoneMask: { type: 'text', name: 'phone_mask', nullable: true },
    since: { type: 'date' },
    leftOn: { type: 'date', name: 'left_on', nullable: true },
    version: { type: 'integer', default: 1 },
  },
});
