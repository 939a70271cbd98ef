/** A glass that the caller broke and that was still open when the call came. */
export interface Opening {
  id: string;
  areaCode: string;
  until: Date;
}

/** The caller, as the token tells and the agencies' standing corrects. */
export interface Actor {
  /** The user id of the issuer; of a machine client the id of its key. */
  id: string;
  name: string;
  agency: string;
  roles: string[];
  scopes: ReadonlySet<string>;
  /** Jurisdiction: this area and all below it. `-` is no area at all; it matches no code, in rules and as a range in SQL. */
  areaCode: string;
  /** Areas beyond the own that are open to this caller's eyes for a while. Reads only. */
  openings: readonly Opening[];
  /** False when the caller sees persons by an open glass alone, the own area included: the command centre. */
  seesOwnArea: boolean;
  /** The household that a resident's account is bound to. */
  householdId?: string;
  /** `jti` of the token, by which it is revoked; empty when it has none. */
  tokenId: string;
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
  openings: [],
  seesOwnArea: false,
  tokenId: '',
  token: '',
  kind: 'anonymous',
});
