import type { Migration } from '@lianfang/platform/persistence';

/**
 * Movements stay final, all but the names in them: when the epidemic has ended the words go, and the pieces stay. Only the
 * erasing says `lianfang.erasing`, and even it cannot change anything else.
 */
export const keepingMovements: Migration = {
  name: '0020-keeping',
  sql: `
    DROP TRIGGER movements_are_final ON stock_movements;
    CREATE TRIGGER movements_are_final BEFORE DELETE OR TRUNCATE ON stock_movements EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER movements_keep_pieces BEFORE UPDATE ON stock_movements FOR EACH ROW
      WHEN (current_setting('lianfang.erasing', true) IS DISTINCT FROM 'on'
        OR (OLD.id, OLD.kind, OLD.item_id, OLD.quantity, OLD.from_place_id, OLD.to_place_id, OLD.moved_at)
          IS DISTINCT FROM (NEW.id, NEW.kind, NEW.item_id, NEW.quantity, NEW.from_place_id, NEW.to_place_id, NEW.moved_at))
      EXECUTE FUNCTION refuse_change();
  `,
};
