import { EntitySchema } from 'typeorm';
import type { KeyPerson, TeamPost } from './keyperson.rules.ts';

export const keyPersonTable = new EntitySchema<KeyPerson>({
  name: 'KeyPerson',
  tableName: 'key_persons',
  columns: {
    id: { type: 'uuid', primary: true },
    personId: { type: 'uuid', name: 'person_id' },
    areaCode: { type: 'text', name: 'area_code' },
    reason: { type: 'text' },
    note: { type: 'text', nullable: true },
    since: { type: 'date' },
    until: { type: 'date', nullable: true },
    namedById: { type: 'text', name: 'named_by_id' },
    namedBy: { type: 'text', name: 'named_by' },
    namedAt: { type: 'timestamptz', name: 'named_at' },
    endedBy: { type: 'text', name: 'ended_by', nullable: true },
    endReason: { type: 'text', name: 'end_reason', nullable: true },
    held: { type: 'text', array: true },
  },
});

export const teamPostTable = new EntitySchema<TeamPost>({
  name: 'TeamPost',
  tableName: 'team_posts',
  columns: {
    id: { type: 'uuid', primary: true },
    keyPersonId: { type: 'uuid', name: 'key_person_id' },
    role: { type: 'text' },
    officialId: { type: 'uuid', name: 'official_id' },
    since: { type: 'timestamptz' },
    until: { type: 'timestamptz', nullable: true },
    givenBy: { type: 'text', name: 'given_by' },
    endedBy: { type: 'text', name: 'ended_by', nullable: true },
    endReason: { type: 'text', name: 'end_reason', nullable: true },
  },
});
