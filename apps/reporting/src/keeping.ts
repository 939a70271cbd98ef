import { erasedText } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';

/** Figures stay for ever; a directive loses the names and the free words in it. */
export const keeping: ServiceKeeping = {
  tables: [
    {
      table: 'directives', class: 'SUPPORT', since: 't.done_at', area: 't.area_code',
      erase: {
        task: erasedText, steps: "'[]'::jsonb", issued_by: erasedText, done_by: `(CASE WHEN t.done_by IS NOT NULL THEN ${erasedText} END)`,
        outcome: `(CASE WHEN t.outcome IS NOT NULL THEN ${erasedText} END)`,
      },
    },
  ],
  plain: [
    { table: 'figures', why: 'counts per area and day' },
    { table: 'standings', why: 'ids of facts, and the count that each stands in' },
    { table: 'sweep_shares', why: 'counts per grid and round' },
  ],
};
