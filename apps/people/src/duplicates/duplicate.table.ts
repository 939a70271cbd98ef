import { EntitySchema } from 'typeorm';
import type { DuplicatePair, PersonMerge } from './duplicate.rules.ts';

export const duplicatePairTable = new EntitySchema<DuplicatePair>({
  name: 'DuplicatePair',
  tableName: 'duplicate_pairs',
  columns: {
    id: { type: 'uuid', primary: true },
    oneId: { type: 'uuid', name: 'one_id' },
    otherId: { type: 'uuid', name: 'other_id' },
    streetCode: { type: 'text', name: 'street_code' },
    score: { type: 'real' },
    signs: { type: 'text', array: true },
    state: { type: 'text' },
    foundAt: { type: 'timestamptz', name: 'found_at' },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
    reason: { type: 'text', nullable: true },
  },
});

export const personMergeTable = new EntitySchema<PersonMerge>({
  name: 'PersonMerge',
  tableName: 'person_merges',
  columns: {
    id: { type: 'uuid', primary: true },
    keptId: { type: 'uuid', name: 'kept_id' },
    droppedId: { type: 'uuid', name: 'dropped_id' },
    areaCode: { type: 'text', name: 'area_code' },
    taken: { type: 'text', array: true },
    movedIds: { type: 'uuid', array: true, name: 'moved_ids' },
    headOf: { type: 'uuid', name: 'head_of', nullable: true },
    beforeSealed: { type: 'bytea', name: 'before_sealed' },
    reason: { type: 'text', nullable: true },
    mergedBy: { type: 'text', name: 'merged_by' },
    mergedAt: { type: 'timestamptz', name: 'merged_at' },
    undoneBy: { type: 'text', name: 'undone_by', nullable: true },
    undoneAt: { type: 'timestamptz', name: 'undone_at', nullable: true },
    undoReason: { type: 'text', name: 'undo_reason', nullable: true },
  },
});
