/** The caller, as the token tells. */
export interface Actor {
  /** The user id of the issuer. */
  id: string;
  name: string;
  agency: string;
  roles: string[];
  scopes: ReadonlySet<string>;
  /** Jurisdiction: this area and all below it. `-` is no area at all; it matches no code, in rules and as a range in SQL. */
  areaCode: string;
  /** As it came, to be passed on; never logged. */
  token: string;
  kind: 'user' | 'service' | 'anonymous';
}

export const noArea = '-';

/** A call without a token: passes no directive and lies in no area. */
export const anonymous: Actor = Object.freeze({
  id: 'anonymous',
  name: '',
  agency: '',
  roles: [],
  scopes: new Set<string>(),
  areaCode: noArea,
  token: '',
  kind: 'anonymous',
});
