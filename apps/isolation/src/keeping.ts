import { erasedText } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';

/** How everything that this service knows of people comes to its end; the order is that in which it may go. */
export const keeping: ServiceKeeping = {
  tables: [
    {
      table: 'stays', class: 'ISOLATION', since: 'upper(t.period)', erase: 'delete', person: 't.person_id',
      area: '(SELECT o.area_code FROM orders o WHERE o.id = t.order_id)', household: '(SELECT o.household_id FROM orders o WHERE o.id = t.order_id)',
    },
    {
      table: 'order_decisions', class: 'ISOLATION', since: '(SELECT o.ended_at FROM orders o WHERE o.id = t.order_id)', erase: 'delete', area: 't.area_code',
      person: 't.person_id', household: '(SELECT o.household_id FROM orders o WHERE o.id = t.order_id)',
    },
    {
      table: 'orders', class: 'ISOLATION', since: 't.ended_at', erase: 'delete', area: 't.area_code', person: 't.person_id', household: 't.household_id',
      unless: 'EXISTS (SELECT FROM stays s WHERE s.order_id = t.id) OR EXISTS (SELECT FROM order_decisions d WHERE d.order_id = t.id)',
    },
    { table: 'proposals', class: 'ISOLATION', since: 'coalesce(t.decided_at, t.expires_at)', erase: 'delete', area: 't.area_code' },
    { table: 'lone_decisions', class: 'IMPORT', since: 't.decided_at', erase: 'delete', area: null },
    { table: 'facility_steps', class: 'ACCOUNT', since: null, erase: { by: erasedText }, area: '(SELECT f.area_code FROM facilities f WHERE f.id = t.facility_id)' },
  ],
  plain: [
    { table: 'facilities', why: 'places and their sponsors, which are bodies' },
    { table: 'beds', why: 'rooms' },
    { table: 'protocols', why: 'rules' },
    { table: 'person_roots', why: 'which ids mean one person' },
  ],
};
