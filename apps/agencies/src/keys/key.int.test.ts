import { generateKeyPairSync } from 'node:crypto';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootAgencies, key, told } from '../testing/agencies.ts';

let agencies: BootedSubgraph;
const admin = actorOf('outside-admin');

beforeEach(async () => {
  agencies = await bootAgencies();
});
afterEach(() => agencies.stop());

const fields = `id agency { id } area { code } label scopes { name } fingerprint expiresAt revokedAt replacedBy { id }`;
const register = `mutation ($input: RegisterKeyInput!) { registerKey(input: $input) { ${fields} } }`;
const rotate = `mutation ($input: RotateKeyInput!) { rotateKey(input: $input) { ${fields} } }`;
const revoke = `mutation ($id: ID!) { revokeKey(keyId: $id) { ${fields} } }`;

function publicKey(kind: 'ed25519' | 'ec' = 'ed25519'): Record<string, unknown> {
  const { publicKey: made } = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...made.export({ format: 'jwk' }) };
}

const inAYear = () => new Date(agencies.clock.now().getTime() + 365 * 86_400_000).toISOString();
const input = (more: object = {}) => ({ key: key(), label: '省工信厅用工核验', areaCode: '410811', scopes: ['clearance:read'], jwk: publicKey(), expiresAt: inAYear(), ...more });
const enter = async (more: object = {}) => (await agencies.call(admin, register, { input: input(more) })).registerKey;
const refused = async (more: object, actor = admin) => (await agencies.refused(actor, register, { input: input(more) })).code;
const events = () => told(agencies, 'agencies.key-changed.v1');

describe('registering a key', () => {
  it.each(['ed25519', 'ec'] as const)('of %s tells every process its public half and what it may do', async (kind) => {
    const jwk = publicKey(kind);
    const made = await enter({ jwk });
    expect(made).toMatchObject({ agency: { id: 'outside' }, area: { code: '410811' }, scopes: [{ name: 'clearance:read' }], revokedAt: null, replacedBy: null });
    expect(made.fingerprint).toMatch(/^[\w-]{43}$/);
    expect(await events()).toEqual([{
      keyId: made.id, agency: 'outside', areaCode: '410811', scopes: ['clearance:read'], jwk, expiresAt: made.expiresAt, revoked: false, version: 1,
    }]);
  });

  it('sent twice with one key is one key', async () => {
    const once = input();
    const [one, two] = await Promise.all([1, 2].map(() => agencies.call(admin, register, { input: once })));
    expect(one).toEqual(two);
  });

  it.each([
    ['a scope for people', { scopes: ['household:read'] }, 'SCOPE_NOT_OF_MACHINES'],
    ['no scope', { scopes: [] }, 'SCOPE_NOT_OF_MACHINES'],
    ['another area', { areaCode: '410802' }, 'AREA_NOT_YOURS'],
    ['an RSA key', { jwk: { kty: 'RSA', crv: '', x: 'AQAB' } }, 'KEY_NOT_SOUND'],
    ['a point that is on no curve', { jwk: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' } }, 'KEY_NOT_SOUND'],
    ['no label', { label: ' ' }, 'KEY_LABEL_INVALID'],
    ['two years', { expiresAt: '2024-11-20T00:00:00Z' }, 'KEY_EXPIRY_INVALID'],
    ['the past', { expiresAt: '2022-11-19T00:00:00Z' }, 'KEY_EXPIRY_INVALID'],
  ])('is refused with %s', async (_what, more, code) => {
    expect(await refused(more)).toBe(code);
    expect(await events()).toEqual([]);
  });

  it('with a private member is not even read', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(await refused({ jwk: privateKey.export({ format: 'jwk' }) })).not.toBe(undefined);
    expect(await agencies.database.query('SELECT 1 FROM machine_keys')).toEqual([]);
  });

  it('of one public key happens once in the house', async () => {
    const jwk = publicKey();
    await enter({ jwk });
    expect(await refused({ jwk })).toBe('KEY_TAKEN');
  });
});

describe('a key', () => {
  it('is rotated: the new one is good at once, the old one for a day', async () => {
    const old = await enter();
    const { rotateKey: fresh } = await agencies.call(admin, rotate, { input: { key: key(), keyId: old.id, jwk: publicKey(), expiresAt: inAYear() } });
    expect(fresh).toMatchObject({ label: old.label, scopes: old.scopes });
    expect((await events()).map(({ keyId, expiresAt, version }) => [keyId, expiresAt, version])).toEqual([
      [old.id, old.expiresAt, 1],
      [fresh.id, fresh.expiresAt, 1],
      [old.id, new Date(agencies.clock.now().getTime() + 86_400_000).toISOString(), 2],
    ]);
    expect((await agencies.refused(admin, rotate, { input: { key: key(), keyId: old.id, jwk: publicKey(), expiresAt: inAYear() } })).code).toBe('KEY_ENDED');
  });

  it('is revoked once', async () => {
    const { id } = await enter();
    for (const _again of [1, 2]) expect((await agencies.call(admin, revoke, { id })).revokeKey.revokedAt).toBe(agencies.clock.now().toISOString());
    expect((await events()).map(({ revoked }) => revoked)).toEqual([false, true]);
  });

  it('of another agency or area is as one that does not exist', async () => {
    const { id } = await enter();
    for (const actor of [actorOf('admin'), actorOf('outside-admin', { id: 'far', areaCode: '410802' })]) {
      expect((await agencies.refused(actor, revoke, { id })).code).toBe('KEY_NOT_FOUND');
      expect(await agencies.call(actor, `query ($id: ID!) { machineKey(id: $id) { id } }`, { id })).toEqual({ machineKey: null });
    }
    const list = `{ machineKeys(areaCode: "410811") { totalCount edges { node { id } } } }`;
    expect(await agencies.call(admin, list)).toEqual({ machineKeys: { totalCount: 1, edges: [{ node: { id } }] } });
    expect((await agencies.call(actorOf('admin'), list)).machineKeys.totalCount).toBe(0);
  });
});
