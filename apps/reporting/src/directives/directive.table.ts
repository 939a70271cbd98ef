import { EntitySchema } from 'typeorm';
import type { Directive } from './directive.rules.ts';

export const directiveTable = new EntitySchema<Directive>({
  name: 'Directive',
  tableName: 'directives',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    ownerAgency: { type: 'text', name: 'owner_agency' },
    task: { type: 'text' },
    steps: { type: 'jsonb' },
    state: { type: 'text' },
    issuedBy: { type: 'text', name: 'issued_by' },
    issuedAt: { type: 'timestamptz', name: 'issued_at' },
    deadline: { type: 'timestamptz' },
    doneBy: { type: 'text', name: 'done_by', nullable: true },
    doneAt: { type: 'timestamptz', name: 'done_at', nullable: true },
    outcome: { type: 'text', nullable: true },
  },
});
