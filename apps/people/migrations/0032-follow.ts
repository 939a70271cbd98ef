import type { Migration } from '@lianfang/platform/persistence';

/**
 * A door stands where its compound lies and a resident where the door is: the codes follow by key, not by anybody's care. The head
 * of a household is one of its members; checked at the end of the transaction, for both change together.
 */
export const follow: Migration = {
  name: '0032-follow',
  sql: `
    ALTER TABLE households ADD CONSTRAINT household_stands_in_compound
      FOREIGN KEY (compound_id, area_code) REFERENCES compounds (id, area_code) ON UPDATE CASCADE NOT VALID;
    ALTER TABLE people ADD CONSTRAINT resident_stands_at_door
      FOREIGN KEY (household_id, area_code) REFERENCES households (id, area_code) ON UPDATE CASCADE NOT VALID;
    ALTER TABLE households ADD CONSTRAINT head_is_member
      FOREIGN KEY (head_id, id) REFERENCES people (id, household_id) ON DELETE SET NULL (head_id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
  `,
};

/** The looks over all rows, one by one: none of them keeps anybody from writing. */
export const followed: Migration = {
  name: '0033-followed',
  transactional: false,
  sql: `
    ALTER TABLE grid_squads VALIDATE CONSTRAINT squad_of_five_to_ten;
    ALTER TABLE households VALIDATE CONSTRAINT household_stands_in_compound;
    ALTER TABLE people VALIDATE CONSTRAINT resident_stands_at_door;
    ALTER TABLE households VALIDATE CONSTRAINT head_is_member;
    ALTER TABLE people VALIDATE CONSTRAINT people_merged_into;
    ALTER TABLE people VALIDATE CONSTRAINT merged_lives_nowhere;
  `,
};

/** The keys by the id alone are part of the new ones. Dropped last, in a moment, for a drop waits for readers. */
export const leaveOldKeys: Migration = {
  name: '0033-leave-old-keys',
  sql: `
    ALTER TABLE households DROP CONSTRAINT IF EXISTS households_compound_id_fkey;
    ALTER TABLE people DROP CONSTRAINT IF EXISTS people_household_id_fkey;
  `,
};
