import { agencies, glassScopes, isAgency, scopesOf } from '@lianfang/contracts/access';
import type { Scope } from '@lianfang/contracts/access';
import { AccountChanged, GlassBroken, GlassClosed, KeyChanged, TokensRevoked } from '@lianfang/contracts/events';
import type { EventDefinition, EventEnvelope } from '@lianfang/contracts/events';
import type { z } from 'zod';
import { Refusal } from '../refusals/index.ts';
import type { Actor, Opening } from './actor.ts';

type Payload<E> = E extends EventDefinition<infer P> ? P : never;
export type AccountStanding = Payload<typeof AccountChanged>;
export type KeyStanding = Payload<typeof KeyChanged>;

/** What the agencies said last of accounts, tokens, keys and openings. Grows with them, not with what happened to them. */
export interface Register {
  readonly accounts: Map<string, AccountStanding>;
  /** By agency and account: tokens issued before, in milliseconds since 1970, are void. */
  readonly voidBefore: Map<string, number>;
  /** By `jti`: void until, in milliseconds since 1970, when it ends by itself. */
  readonly voidTokens: Map<string, number>;
  readonly keys: Map<string, KeyStanding>;
  /** By account. */
  readonly openings: Map<string, Opening[]>;
  /** Openings closed early: when each would have ended by itself, in milliseconds since 1970. */
  readonly closed: Map<string, number>;
}

/** A caller as the token claims, before the standing is looked at. */
export interface Claimed {
  readonly actor: Actor;
  /** `iat` in milliseconds since 1970; 0 when the token does not say. */
  readonly issuedAt: number;
  /** Of a machine client's own token: the key that signed it. */
  readonly keyId?: string;
}

export type StandingChange = { readonly accountId: string } | { readonly keyId: string };

const heard: readonly EventDefinition[] = [AccountChanged, TokensRevoked, KeyChanged, GlassBroken, GlassClosed];
const names = new Set(heard.map(({ name }) => name));

export function isOfStanding(type: string): boolean {
  return names.has(type);
}

export function emptyRegister(): Register {
  return { accounts: new Map(), voidBefore: new Map(), voidTokens: new Map(), keys: new Map(), openings: new Map(), closed: new Map() };
}

/**
 * Takes one event in; the same one again changes nothing. Tells whom it is about.
 * @throws ZodError when the payload is not what the contract says
 */
export function applyStanding(register: Register, event: EventEnvelope): StandingChange | null {
  switch (event.type) {
    case AccountChanged.name:
      return withAccount(register, read(AccountChanged, event));
    case TokensRevoked.name:
      return withRevocation(register, read(TokensRevoked, event));
    case KeyChanged.name:
      return withKey(register, read(KeyChanged, event));
    case GlassBroken.name:
      return withOpening(register, read(GlassBroken, event));
    case GlassClosed.name:
      return withoutOpening(register, read(GlassClosed, event));
    default:
      return null;
  }
}

function read<P>(definition: EventDefinition<P>, event: EventEnvelope): P {
  return (definition.schema as z.ZodType<P>).parse(event.data);
}

/** Only forward: a true event that is sent again, by whoever can write to the log, gives nobody back what was taken. */
function withAccount(register: Register, account: AccountStanding): StandingChange | null {
  if (account.version <= (register.accounts.get(account.accountId)?.version ?? 0)) return null;
  register.accounts.set(account.accountId, account);
  return { accountId: account.accountId };
}

function withRevocation({ voidBefore, voidTokens }: Register, { accountId, agency, tokenId, before, until }: Payload<typeof TokensRevoked>): StandingChange {
  const whose = `${agency}/${accountId}`;
  if (tokenId === null) voidBefore.set(whose, Math.max(Date.parse(before), voidBefore.get(whose) ?? 0));
  else voidTokens.set(tokenId, until === null ? Infinity : Date.parse(until));
  return { accountId };
}

function withKey(register: Register, key: KeyStanding): StandingChange | null {
  if (key.version <= (register.keys.get(key.keyId)?.version ?? 0)) return null;
  register.keys.set(key.keyId, key);
  return { keyId: key.keyId };
}

function withOpening({ openings, closed }: Register, { openingId, accountId, areaCode, until }: Payload<typeof GlassBroken>): StandingChange | null {
  const known = openings.get(accountId) ?? [];
  if (closed.has(openingId) || known.some(({ id }) => id === openingId)) return null;
  openings.set(accountId, [...known, { id: openingId, areaCode, until: new Date(until) }]);
  return { accountId };
}

function withoutOpening({ openings, closed }: Register, { openingId, accountId }: Payload<typeof GlassClosed>): StandingChange {
  const known = openings.get(accountId) ?? [];
  const ending = known.find(({ id }) => id === openingId);
  if (ending) closed.set(openingId, ending.until.getTime());
  openings.set(accountId, known.filter((opening) => opening !== ending));
  return { accountId };
}

/** Forgets what has ended by itself. */
export function forgetEnded({ voidTokens, openings, closed }: Register, now: number): void {
  for (const ended of [voidTokens, closed]) for (const [id, until] of ended) if (until < now) ended.delete(id);
  for (const [accountId, open] of openings) {
    const left = open.filter(({ until }) => until.getTime() > now);
    if (left.length > 0) openings.set(accountId, left);
    else openings.delete(accountId);
  }
}

/**
 * The caller as it stands now: agency, roles, scopes and area of an account that the graph manages come from there, not from the
 * token. @throws Refusal UNAUTHENTICATED for who is suspended or revoked
 */
export function judgeStanding(register: Register, claimed: Claimed, now: number): Actor {
  return claimed.keyId === undefined ? judgeAccount(register, claimed, now) : judgeKey(register, claimed.actor, claimed.keyId, now);
}

function judgeAccount(register: Register, { actor, issuedAt }: Claimed, now: number): Actor {
  const account = ownAccount(register, actor);
  if (account?.suspended) throw suspended();
  // Tokens tell whole seconds: one of the very second in which all were revoked is void with them.
  const voidBefore = register.voidBefore.get(`${actor.agency || account?.agency}/${actor.id}`);
  if (voidBefore !== undefined && issuedAt <= Math.floor(voidBefore / 1000) * 1000) throw revoked();
  if (actor.tokenId && (register.voidTokens.get(actor.tokenId) ?? 0) > now) throw revoked();
  return withGlass(account ? overlaid(actor, account) : actor, register.openings.get(actor.id) ?? [], now);
}

/**
 * The issuer says whose user somebody is. An administrator who registers the user id of another agency's user gets no hold of
 * that one: neither to change nor to suspend.
 */
function ownAccount({ accounts }: Register, actor: Actor): AccountStanding | undefined {
  const account = accounts.get(actor.id);
  return account && (actor.agency === '' || actor.agency === account.agency) ? account : undefined;
}

function overlaid(actor: Actor, account: AccountStanding): Actor {
  const granted = scopesOf(account.roles);
  const unchanged = sameSet(actor.roles, account.roles);
  return {
    ...actor,
    agency: account.agency,
    roles: account.roles,
    areaCode: account.areaCode,
    // A token may have been narrowed below its roles; new roles come whole.
    scopes: new Set(unchanged ? granted.filter((scope) => actor.scopes.has(scope)) : granted),
    ...(account.householdId ? { householdId: account.householdId } : {}),
  };
}

function withGlass(actor: Actor, known: readonly Opening[], now: number): Actor {
  const openings = known.filter(({ until }) => until.getTime() > now);
  if (openings.length === 0 || !actor.scopes.has('glass:break')) return actor;
  if (actor.scopes.has('household:read')) return { ...actor, openings };
  return { ...actor, openings, seesOwnArea: false, scopes: new Set([...actor.scopes, ...glassScopes]) };
}

function judgeKey({ keys, voidTokens }: Register, actor: Actor, keyId: string, now: number): Actor {
  const key = keys.get(keyId);
  if (!key || key.revoked || Date.parse(key.expiresAt) <= now) throw keyVoid();
  if (actor.tokenId && (voidTokens.get(actor.tokenId) ?? 0) > now) throw revoked();
  return { ...actor, agency: key.agency, areaCode: key.areaCode, scopes: new Set(machineScopesOf(key)) };
}

/** A scope that the agency's machines may no longer have is not granted, whatever the key was given once. */
function machineScopesOf({ agency, scopes }: KeyStanding): Scope[] {
  return isAgency(agency) ? (agencies[agency].machineScopes as readonly Scope[]).filter((scope) => scopes.includes(scope)) : [];
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

function suspended(): Refusal {
  return new Refusal('UNAUTHENTICATED', {
    zh: '该账号已停用，请联系本单位管理员。',
    en: 'This account is suspended. Ask the administrator of your agency.',
  }, { why: 'SUSPENDED' });
}

function revoked(): Refusal {
  return new Refusal('UNAUTHENTICATED', { zh: '登录已被撤销，请重新登录。', en: 'Your sign-in was revoked. Please sign in again.' }, { why: 'REVOKED' });
}

export function keyVoid(): Refusal {
  return new Refusal('UNAUTHENTICATED', {
    zh: '该接口密钥不存在、已过期或已被撤销，请联系发放单位。',
    en: 'This key is unknown, expired or revoked. Ask the agency that issued it.',
  }, { why: 'KEY_VOID' });
}
