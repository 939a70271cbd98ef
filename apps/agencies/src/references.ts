/** An area 区划, owned by `people`: all we hold of it is its code. */
export interface AreaReference {
  code: string;
}

/** A person 人员, owned by `people`: all we hold is the id. What else is needed the gateway brings along, as the caller may see it. */
export interface PersonReference {
  id: string;
  area?: AreaReference | null;
  household?: HouseholdReference | null;
  version?: number;
}

/** A household 户, owned by `people`: all we hold is the id. */
export interface HouseholdReference {
  id: string;
}
