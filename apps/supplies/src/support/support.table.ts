import { EntitySchema } from 'typeorm';
import type { SupportRequest } from './support.rules.ts';

export const supportTable = new EntitySchema<SupportRequest>({
  name: 'SupportRequest',
  tableName: 'support_requests',
  columns: {
    id: { type: 'uuid', primary: true },
    personId: { type: 'uuid', name: 'person_id' },
    householdId: { type: 'uuid', name: 'household_id', nullable: true },
    orderId: { type: 'uuid', name: 'order_id', nullable: true },
    areaCode: { type: 'text', name: 'area_code' },
    state: { type: 'text' },
    need: { type: 'text' },
    openedAt: { type: 'timestamptz', name: 'opened_at' },
    dueAt: { type: 'timestamptz', name: 'due_at' },
    takenBy: { type: 'text', name: 'taken_by', nullable: true },
    deliveredAt: { type: 'timestamptz', name: 'delivered_at', nullable: true },
    closedAt: { type: 'timestamptz', name: 'closed_at', nullable: true },
  },
});
