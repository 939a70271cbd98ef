import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, id, instant } from './fields.ts';

/** User id at the issuer, as in `sub`. An id, never a name. */
const accountId = z.string().min(1).max(200);
const agency = z.string().min(1);
/** Counts the changes of one account or key: a true event that somebody sends again later is then seen to be an old one. */
const version = z.int().positive();

/** What an account may do, whole: it overlays what the token claims. Every process folds these, see `openStanding`. */
export const AccountChanged = defineEvent({
  name: 'agencies.account-changed.v1',
  schema: z.object({
    accountId,
    agency,
    roles: z.array(z.string()),
    areaCode,
    suspended: z.boolean(),
    householdId: id.nullable().describe('of a resident: the household that the account is bound to'),
    version,
  }),
});

/** Tokens are no longer good: all of an account issued before an instant, or one by its `jti`. */
export const TokensRevoked = defineEvent({
  name: 'agencies.tokens-revoked.v1',
  schema: z.object({
    accountId,
    agency,
    tokenId: z.string().min(1).nullable().describe('null: every token of the account'),
    before: instant.describe('tokens issued later are good'),
    until: instant.nullable().describe('of one token: when it would have ended by itself, and need not be remembered any longer'),
  }),
});

/** A machine client's public key, what it may do and until when. */
export const KeyChanged = defineEvent({
  name: 'agencies.key-changed.v1',
  schema: z.object({
    keyId: id,
    agency,
    areaCode,
    scopes: z.array(z.string()),
    jwk: z.object({ kty: z.enum(['EC', 'OKP']), crv: z.string(), x: z.string(), y: z.string().optional() }).describe('public members only'),
    expiresAt: instant,
    revoked: z.boolean(),
    version,
  }),
});

/** Somebody looks into an area that is not the own one. The reason stays in the service: it may name a person. */
export const GlassBroken = defineEvent({
  name: 'agencies.glass-broken.v1',
  schema: z.object({ openingId: id, accountId, agency, areaCode, personId: id.nullable(), openedAt: instant, until: instant }),
});

export const GlassClosed = defineEvent({
  name: 'agencies.glass-closed.v1',
  schema: z.object({ openingId: id, accountId, areaCode, closedAt: instant }),
});

export const holdKinds = ['PERSON', 'HOUSEHOLD', 'AREA'] as const;

/** These records outlive their period until the hold is lifted. */
export const HoldPlaced = defineEvent({
  name: 'agencies.hold-placed.v1',
  schema: z.object({
    holdId: id,
    kind: z.enum(holdKinds),
    areaCode,
    personId: id.nullable().describe('of a hold on a person'),
    householdId: id.nullable().describe('of a hold on a household'),
  }),
});

export const HoldLifted = defineEvent({ name: 'agencies.hold-lifted.v1', schema: z.object({ holdId: id, areaCode }) });

/** Proposed by one person and approved by another: every service erases its personal data of the area and tells its counts. */
export const EpidemicEnded = defineEvent({
  name: 'agencies.epidemic-ended.v1',
  schema: z.object({ requestId: id, areaCode, proposedBy: accountId, approvedBy: accountId, approvedAt: instant }),
});
