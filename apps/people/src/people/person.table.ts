import { EntitySchema } from 'typeorm';
import type { Person } from './person.rules.ts';

export const personTable = new EntitySchema<Person>({
  name: 'Person',
  tableName: 'people',
  columns: {
    id: { type: 'uuid', primary: true },
    householdId: { type: 'uuid', name: 'household_id', nullable: true },
    areaCode: { type: 'text', name: 'area_code' },
    name: { type: 'text' },
    pinyin: { type: 'text' },
    initials: { type: 'text' },
    sex: { type: 'text', nullable: true },
    birthDate: { type: 'date', name: 'birth_date', nullable: true },
    documentKind: { type: 'text', name: 'document_kind' },
    idNumberSealed: { type: 'bytea', name: 'id_number_sealed' },
    idNumberIndex: { type: 'bytea', name: 'id_number_index' },
    idNumberMask: { type: 'text', name: 'id_number_mask' },
    phoneSealed: { type: 'bytea', name: 'phone_sealed', nullable: true },
    phoneIndex: { type: 'bytea', name: 'phone_index', nullable: true },
    phoneMask: { type: 'text', name: 'phone_mask', nullable: true },
    relation: { type: 'text', nullable: true },
    mergedInto: { type: 'uuid', name: 'merged_into', nullable: true },
    version: { type: 'integer', default: 1 },
  },
});
