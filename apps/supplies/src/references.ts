/** An entity that another subgraph owns: all we hold of it is its key. */
export interface Reference {
  id: string;
}

/** An area 区划, owned by `people`. */
export interface AreaReference {
  code: string;
}
