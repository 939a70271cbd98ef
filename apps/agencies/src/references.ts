/** An area 区划, owned by `people`: all we hold of it is its code. */
export interface AreaReference {
  code: string;
}

/** A person 人员, owned by `people`: all we hold is the id. */
export interface PersonReference {
  id: string;
}
