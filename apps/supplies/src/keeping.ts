import { erasedText } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';

const areaOfMovement = '(SELECT p.area_code FROM places p WHERE p.id = coalesce(t.from_place_id, t.to_place_id))';

/** How everything that this service knows of people comes to its end; the order is that in which it may go. Pieces and money stay. */
export const keeping: ServiceKeeping = {
  tables: [
    { table: 'support_requests', class: 'SUPPORT', since: 't.closed_at', erase: 'delete', area: 't.area_code', person: 't.person_id', household: 't.household_id' },
    // The receipt number stays: whoever has the paper finds the donation by it.
    { table: 'donations', class: 'SUPPORT', since: null, erase: { donor: erasedText, anonymous: 'true' }, area: 't.area_code' },
    { table: 'stock_movements', class: 'ACCOUNT', since: null, erase: { moved_by: erasedText, reason: erasedText }, area: areaOfMovement },
    {
      table: 'allocations', class: 'ACCOUNT', since: null, area: 't.area_code',
      erase: { planned_by: erasedText, approved_by: `(CASE WHEN t.approved_by IS NOT NULL THEN ${erasedText} END)` },
    },
    {
      table: 'allocation_lines', class: 'ACCOUNT', since: null, area: '(SELECT a.area_code FROM allocations a WHERE a.id = t.allocation_id)',
      erase: { signed_by: `(CASE WHEN t.signed_by IS NOT NULL THEN ${erasedText} END)` },
    },
  ],
  plain: [
    { table: 'items', why: 'goods' },
    { table: 'places', why: 'stores' },
    { table: 'person_roots', why: 'which ids mean one person' },
    { table: 'stock_balances', why: 'pieces' },
    { table: 'donation_lines', why: 'pieces and money of a donation' },
    { table: 'donation_shares', why: 'where the pieces went' },
  ],
};
