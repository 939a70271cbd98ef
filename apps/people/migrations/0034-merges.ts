import type { Migration } from '@lianfang/platform/persistence';

/**
 * Duplicates, merges and the forms that other agencies ask for.
 *
 * A merge takes nothing away: the dropped entry keeps its id, its document and its row, lives nowhere, and means the survivor. What
 * both entries were before lies sealed beside the merge, so an undo restores exactly.
 */
export const merges: Migration = {
  name: '0034-merges',
  sql: `
    -- Every id that means the same person as the one asked, itself included; the same in every service.
    CREATE FUNCTION person_kin(asked uuid[]) RETURNS TABLE (person_id uuid, kin_id uuid) LANGUAGE sql STABLE AS $f$
      SELECT a.id, a.id FROM unnest(asked) AS a (id)
      UNION
      SELECT a.id, k.id FROM unnest(asked) AS a (id)
        LEFT JOIN people p ON p.id = a.id
       CROSS JOIN LATERAL (
         SELECT coalesce(p.merged_into, a.id) AS id
         UNION ALL SELECT m.id FROM people m WHERE m.merged_into = coalesce(p.merged_into, a.id)) AS k
    $f$;

    CREATE SEQUENCE person_merge_steps;
    CREATE TABLE person_merges (
      id uuid PRIMARY KEY,
      kept_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      dropped_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      area_code text COLLATE "C" NOT NULL,
      taken text[] NOT NULL,
      moved_ids uuid[] NOT NULL,
      head_of uuid,
      before_sealed bytea NOT NULL,
      reason text,
      merged_by text NOT NULL,
      merged_at timestamptz NOT NULL,
      undone_by text,
      undone_at timestamptz,
      undo_reason text,
      CHECK (kept_id <> dropped_id),
      CHECK ((undone_by IS NULL) = (undone_at IS NULL))
    );
    CREATE UNIQUE INDEX person_merges_standing ON person_merges (dropped_id) WHERE undone_at IS NULL;
    CREATE INDEX person_merges_by_kept ON person_merges (kept_id, merged_at DESC);
    CREATE INDEX person_merges_by_area ON person_merges (area_code, merged_at DESC, id);

    CREATE TABLE duplicate_pairs (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      one_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      other_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      street_code text COLLATE "C" NOT NULL,
      score real NOT NULL CHECK (score > 0 AND score <= 1),
      signs text[] NOT NULL,
      state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'DISMISSED', 'MERGED')),
      found_at timestamptz NOT NULL,
      decided_by text,
      decided_at timestamptz,
      reason text,
      CHECK (one_id < other_id),
      CHECK ((state = 'OPEN') = (decided_at IS NULL)),
      UNIQUE (one_id, other_id)
    );
    CREATE INDEX duplicate_pairs_by_street ON duplicate_pairs (street_code, state, score DESC, id);
    CREATE INDEX duplicate_pairs_by_other ON duplicate_pairs (other_id);

    CREATE TABLE export_presets (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      agency text NOT NULL CHECK (agency <> ''),
      title text NOT NULL CHECK (title <> ''),
      version integer NOT NULL DEFAULT 1,
      retired boolean NOT NULL DEFAULT false,
      UNIQUE (area_code, agency, title)
    );
    -- What a form looked like stays known: an export names the version it was made by.
    CREATE TABLE export_preset_versions (
      preset_id uuid NOT NULL REFERENCES export_presets (id) ON DELETE CASCADE,
      version integer NOT NULL CHECK (version > 0),
      level text NOT NULL CHECK (level IN ('DISTRICT', 'STREET', 'COMMUNITY')),
      columns jsonb NOT NULL CHECK (jsonb_typeof(columns) = 'array' AND jsonb_array_length(columns) > 0),
      saved_by text NOT NULL,
      saved_at timestamptz NOT NULL,
      PRIMARY KEY (preset_id, version)
    );
    CREATE TABLE ledger_exports (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      preset_id uuid REFERENCES export_presets (id) ON DELETE SET NULL,
      preset_version integer,
      level text NOT NULL,
      rows integer NOT NULL,
      exported_by text NOT NULL,
      exported_at timestamptz NOT NULL
    );
    CREATE INDEX ledger_exports_by_area ON ledger_exports (area_code, exported_at DESC, id);
  `,
};
