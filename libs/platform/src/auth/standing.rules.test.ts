import { AccountChanged, GlassBroken, GlassClosed, KeyChanged, TokensRevoked } from '@lianfang/contracts/events';
import type { EventDefinition, EventEnvelope } from '@lianfang/contracts/events';
import { withinArea, withinSight } from './area.ts';
import type { Actor } from './actor.ts';
import { applyStanding, emptyRegister, forgetEnded, judgeStanding } from './standing.rules.ts';
import type { Claimed, Register } from './standing.rules.ts';

const now = Date.parse('2022-11-20T08:00:00Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const openingId = '019a0000-0000-7000-8000-000000000001';
const keyId = '019a0000-0000-7000-8000-000000000002';

let register: Register;
beforeEach(() => {
  register = emptyRegister();
});

function tell<P>(event: EventDefinition<P>, data: P) {
  return applyStanding(register, { type: event.name, data } as EventEnvelope);
}

function account(change: Partial<{ roles: string[]; areaCode: string; suspended: boolean; version: number }> = {}) {
  return tell(AccountChanged, { accountId: 'li', agency: 'street', roles: ['street-clerk'], areaCode: '410811001', suspended: false, householdId: null, version: 1, ...change });
}

function claimed(change: Partial<Actor> = {}, issuedAt = now - 60_000): Claimed {
  const actor: Actor = {
    id: 'li', name: '李', agency: 'street', roles: ['street-clerk'], scopes: new Set(['household:read', 'glass:break']), areaCode: '410811001',
    openings: [], seesOwnArea: true, tokenId: 'one', token: 't', kind: 'user', ...change,
  };
  return { actor, issuedAt };
}

const judge = (one: Claimed = claimed(), when = now) => judgeStanding(register, one, when);
const refused = (one?: Claimed) => {
  try {
    judge(one);
  } catch (error) {
    return (error as { extensions?: { why: string } }).extensions?.why;
  }
  return 'let in';
};

describe('an account', () => {
  it('that the graph does not know is what its token says', () => expect(judge()).toEqual(claimed().actor));

  it('that is suspended is let in nowhere, until it is resumed', () => {
    account({ suspended: true });
    expect(refused()).toBe('SUSPENDED');
    account({ version: 2 });
    expect(refused()).toBe('let in');
  });

  it('is not resumed by an old event that somebody sends again', () => {
    account();
    account({ suspended: true, version: 2 });
    expect(account()).toBeNull();
    expect(refused()).toBe('SUSPENDED');
  });

  it('of another agency is not theirs who registered its id: neither to change nor to suspend nor to sign out', () => {
    account({ roles: ['grid-worker'], suspended: true });
    tell(TokensRevoked, { accountId: 'li', agency: 'street', tokenId: null, before: at(0), until: null });
    const doctor = claimed({ agency: 'health', roles: ['health-commission'] });
    expect(judge(doctor)).toEqual(doctor.actor);
  });

  it('has the roles and the area that its administrator gave, not those of its token', () => {
    account({ roles: ['grid-worker'], areaCode: '410811001001' });
    const actor = judge();
    expect(actor).toMatchObject({ roles: ['grid-worker'], areaCode: '410811001001' });
    expect([...actor.scopes]).toContain('sweep:visit');
    expect([...actor.scopes]).not.toContain('glass:break');
  });

  it('keeps a token that was narrowed below its role as narrow', () => {
    account();
    expect([...judge().scopes].sort()).toEqual(['glass:break', 'household:read']);
  });
});

describe('tokens', () => {
  it('issued before all were revoked are void, in the same second too; later ones are good', () => {
    tell(TokensRevoked, { accountId: 'li', agency: 'street', tokenId: null, before: new Date(now + 500).toISOString(), until: null });
    expect(refused(claimed({}, now - 1_000))).toBe('REVOKED');
    expect(refused(claimed({}, now))).toBe('REVOKED');
    expect(refused(claimed({}, now + 1_000))).toBe('let in');
    expect(refused(claimed({}, 0))).toBe('REVOKED');
  });

  it('revoked by their id are void, others of the account are not', () => {
    tell(TokensRevoked, { accountId: 'li', agency: 'street', tokenId: 'one', before: at(0), until: at(60) });
    expect(refused()).toBe('REVOKED');
    expect(refused(claimed({ tokenId: 'two' }))).toBe('let in');
  });

  it('revoked by their id are forgotten when they have ended by themselves', () => {
    tell(TokensRevoked, { accountId: 'li', agency: 'street', tokenId: 'one', before: at(0), until: at(60) });
    forgetEnded(register, now + 61 * 60_000);
    expect(register.voidTokens.size).toBe(0);
  });
});

describe('a broken glass', () => {
  const open = () => tell(GlassBroken, { openingId, accountId: 'li', agency: 'street', areaCode: '410802001', personId: null, openedAt: at(0), until: at(180) });

  it('opens the area to the eyes alone, for three hours', () => {
    open();
    expect(withinSight(judge(), '410802001001')).toBe(true);
    expect(withinArea(judge(), '410802001001')).toBe(false);
    expect(withinSight(judge(), '410802002')).toBe(false);
    expect(withinSight(judge(claimed(), now + 180 * 60_000), '410802001001')).toBe(false);
  });

  it('that is closed early is not opened again by the old event', () => {
    open();
    tell(GlassClosed, { openingId, accountId: 'li', areaCode: '410802001', closedAt: at(10) });
    open();
    expect(judge().openings).toEqual([]);
  });

  it('is of no use to who lost the right to break it', () => {
    open();
    expect(judge(claimed({ scopes: new Set(['household:read']) })).openings).toEqual([]);
  });

  it('lets who sees nobody by role see persons there, and still nobody at home', () => {
    open();
    const actor = judge(claimed({ scopes: new Set(['glass:break', 'figures:read']) }));
    expect(actor.scopes.has('household:read')).toBe(true);
    expect(withinSight(actor, '410802001')).toBe(true);
    expect(withinSight(actor, '410811001')).toBe(false);
  });
});

describe('a machine key', () => {
  const key = (change: object = {}) => tell(KeyChanged, {
    keyId, agency: 'outside', areaCode: '410811', scopes: ['clearance:read', 'household:read'], jwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' },
    expiresAt: at(60), revoked: false, version: 1, ...change,
  });
  const bearer: Claimed = { ...claimed({ id: `key:${keyId}`, kind: 'service' }), keyId };

  it('has what it was given, and of that only what machines of its agency may have', () => {
    key();
    expect(judge(bearer)).toMatchObject({ agency: 'outside', areaCode: '410811', scopes: new Set(['clearance:read']) });
  });

  it('signs out one of its tokens, and signs others', () => {
    key();
    tell(TokensRevoked, { accountId: `key:${keyId}`, agency: 'outside', tokenId: 'one', before: at(0), until: at(10) });
    expect(refused(bearer)).toBe('REVOKED');
    expect(refused({ ...bearer, actor: { ...bearer.actor, tokenId: 'two' } })).toBe('let in');
  });

  it('is void when it is unknown, revoked or expired', () => {
    expect(refused(bearer)).toBe('KEY_VOID');
    key({ revoked: true, version: 2 });
    key();
    expect(refused(bearer)).toBe('KEY_VOID');
    key({ expiresAt: at(0), version: 3 });
    expect(refused(bearer)).toBe('KEY_VOID');
  });
});
