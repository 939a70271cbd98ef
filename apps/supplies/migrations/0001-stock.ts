import type { Migration } from '@lianfang/platform/persistence';

/**
 * The ledger of movements is the truth, and balances follow it by trigger: whoever writes, by whatever way, a balance is the
 * sum of its movements and never below zero. Movements are never changed; an error is put right by a movement back.
 */
export const stock: Migration = {
  name: '0001-stock',
  sql: `
    CREATE TABLE items (
      id uuid PRIMARY KEY,
      code text NOT NULL UNIQUE,
      name text NOT NULL,
      unit text NOT NULL,
      threshold integer NOT NULL CHECK (threshold >= 0)
    );
    INSERT INTO items (id, code, name, unit, threshold) VALUES
      ('00000000-0000-7000-8000-000000000001', 'MASK-SURGICAL', '医用外科口罩', '只', 200),
      ('00000000-0000-7000-8000-000000000002', 'MASK-N95', 'N95 口罩', '只', 50),
      ('00000000-0000-7000-8000-000000000003', 'SUIT', '防护服', '套', 10),
      ('00000000-0000-7000-8000-000000000004', 'GOGGLES', '护目镜', '副', 10),
      ('00000000-0000-7000-8000-000000000005', 'THERMOMETER', '额温枪', '支', 2),
      ('00000000-0000-7000-8000-000000000006', 'DISINFECTANT-BOTTLE', '84 消毒液（瓶）', '瓶', 20),
      ('00000000-0000-7000-8000-000000000007', 'DISINFECTANT-BARREL', '84 消毒液（桶）', '桶', 5),
      ('00000000-0000-7000-8000-000000000008', 'FOOD-BOX', '食品', '箱', 20);

    CREATE TABLE places (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('WAREHOUSE', 'CHECKPOINT', 'FACILITY', 'COMMUNITY', 'TRANSIT')),
      -- The checkpoint, facility or, in transit, the place of origin.
      ref_id uuid,
      area_code text COLLATE "C" NOT NULL,
      UNIQUE (kind, ref_id),
      CHECK (ref_id IS NOT NULL OR kind IN ('WAREHOUSE', 'COMMUNITY'))
    );
    CREATE INDEX places_by_area ON places (area_code, name);

    CREATE TABLE stock_movements (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('RECEIPT', 'TRANSFER', 'USE', 'CORRECTION')),
      item_id uuid NOT NULL REFERENCES items (id),
      quantity integer NOT NULL CHECK (quantity > 0),
      from_place_id uuid REFERENCES places (id),
      to_place_id uuid REFERENCES places (id),
      reason text NOT NULL,
      moved_at timestamptz NOT NULL,
      moved_by text NOT NULL,
      CHECK (from_place_id IS NOT NULL OR to_place_id IS NOT NULL),
      CHECK (from_place_id IS DISTINCT FROM to_place_id)
    );
    CREATE INDEX stock_movements_from ON stock_movements (from_place_id, moved_at DESC);
    CREATE INDEX stock_movements_to ON stock_movements (to_place_id, moved_at DESC);

    CREATE TABLE stock_balances (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      place_id uuid NOT NULL REFERENCES places (id),
      item_id uuid NOT NULL REFERENCES items (id),
      quantity integer NOT NULL,
      updated_at timestamptz NOT NULL,
      UNIQUE (place_id, item_id),
      CONSTRAINT stock_never_negative CHECK (quantity >= 0)
    );

    CREATE FUNCTION apply_movement() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      leg record;
    BEGIN
      -- In the order of places: two transfers in opposite directions lock the same balance first and never deadlock.
      FOR leg IN
        SELECT place_id, change FROM (VALUES (NEW.from_place_id, -NEW.quantity), (NEW.to_place_id, NEW.quantity)) AS legs (place_id, change)
        WHERE place_id IS NOT NULL ORDER BY place_id
      LOOP
        UPDATE stock_balances SET quantity = quantity + leg.change, updated_at = NEW.moved_at
         WHERE place_id = leg.place_id AND item_id = NEW.item_id;
        IF NOT FOUND THEN
          INSERT INTO stock_balances (place_id, item_id, quantity, updated_at)
          VALUES (leg.place_id, NEW.item_id, leg.change, NEW.moved_at)
          ON CONFLICT (place_id, item_id) DO UPDATE
            SET quantity = stock_balances.quantity + leg.change, updated_at = excluded.updated_at;
        END IF;
      END LOOP;
      RETURN NULL;
    END $$;
    CREATE TRIGGER movements_move_balances AFTER INSERT ON stock_movements FOR EACH ROW EXECUTE FUNCTION apply_movement();

    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is changed by movements only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER movements_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER balances_follow_movements BEFORE INSERT OR UPDATE OR DELETE ON stock_balances
      FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
  `,
};
