import { randomBytes, randomUUID } from 'node:crypto';
import { demoAccounts } from '@lianfang/contracts/access';
import { fixedClock } from '@lianfang/platform/clock';
import { platformMigrations } from '@lianfang/platform/persistence';
import { createSealer } from '@lianfang/platform/sealing';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import type { EntitySchema } from 'typeorm';
import { migrations } from '../migrations/index.ts';
import { registerDemoAccounts } from './accounts/account.demo.ts';
import { accountTable, revocationTable } from './accounts/account.table.ts';
import { glassTable } from './glass/glass.table.ts';
import { entities } from './graph.ts';
import { holdTable } from './holds/hold.table.ts';
import { keyTable } from './keys/key.table.ts';

let fresh: FreshDatabase;
const at = new Date('2022-11-20T08:00:00+08:00');
const later = new Date('2022-11-20T10:00:00+08:00');

const rows: [string, EntitySchema<any>, object][] = [ // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of every kind
  ['an account', accountTable, {
    id: 'li.na', agency: 'street', areaCode: '410811001', roles: ['grid-worker', 'street-clerk'], nameSealed: randomBytes(40), householdId: randomUUID(), suspendedAt: at,
    suspendedBy: 'admin', registeredAt: at, registeredBy: 'admin', version: 3,
  }],
  ['a revocation', revocationTable, { id: randomUUID(), accountId: 'li.na', tokenId: 'token', before: at, revokedAt: later, revokedBy: 'admin' }],
  ['a machine key', keyTable, {
    id: randomUUID(), agency: 'outside', areaCode: '410811', label: '核验系统', scopes: ['clearance:read'], jwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' }, fingerprint: 'f',
    registeredAt: at, registeredBy: 'admin', expiresAt: later, revokedAt: later, revokedBy: 'admin', replacedBy: null, version: 2,
  }],
  ['an opening', glassTable, {
    id: randomUUID(), accountId: 'police', agency: 'police', areaCode: '410802001', personId: randomUUID(), reasonSealed: randomBytes(50), openedAt: at, until: later,
    closedAt: later, closedBy: 'police',
  }],
  ['a hold', holdTable, {
    id: randomUUID(), kind: 'PERSON', areaCode: '410811', personId: randomUUID(), householdId: null, reasonSealed: randomBytes(50), placedAt: at, placedBy: 'police',
    placedAgency: 'police', liftedAt: later, liftedBy: 'police',
  }],
];

beforeAll(async () => {
  fresh = await freshDatabase({ name: 'agencies_tables', migrations: [...platformMigrations, ...migrations], entities });
});
afterAll(() => fresh.drop());

test.each(rows)('%s that is saved and loaded is the same', async (_row, table, row) => {
  await fresh.database.manager.insert(table, row);
  const { id } = row as { id: string };
  expect(await fresh.database.manager.findOneByOrFail(table, { id })).toEqual(row);
});

describe('what the database refuses, whoever writes', () => {
  test.each([
    ['an account without a role', `UPDATE accounts SET roles = '{}'`, 'accounts_roles_check'],
    ['a suspension by nobody', `UPDATE accounts SET suspended_by = NULL`, 'accounts_check'],
    ['a private key', `UPDATE machine_keys SET jwk = jwk || '{"d": "secret"}'`, 'machine_keys_jwk_check'],
    ['a key for two years', `UPDATE machine_keys SET expires_at = registered_at + interval '2 years'`, 'machine_keys_check'],
    ['one public key twice', `INSERT INTO machine_keys SELECT gen_random_uuid(), agency, area_code, label, scopes, jwk, fingerprint, registered_at, registered_by, expires_at FROM machine_keys`, 'machine_keys_fingerprint_key'],
  ])('%s', async (_case, statement, constraint) => {
    await expect(fresh.database.query(statement)).rejects.toThrow(constraint);
  });
});

test('the logins of the demo are registered once, and what an administrator changed stays', async () => {
  const o = { sealer: createSealer(randomBytes(32)), clock: fixedClock(at.toISOString()) };
  await registerDemoAccounts(fresh.database, o);
  await fresh.database.query(`UPDATE accounts SET suspended_at = now(), suspended_by = 'admin' WHERE id = 'grid'`);
  await registerDemoAccounts(fresh.database, o);
  const known = await fresh.database.query(`SELECT id, suspended_at IS NOT NULL AS suspended FROM accounts WHERE registered_by = 'demo'`);
  expect(known).toHaveLength(demoAccounts.length);
  expect(known).toContainEqual({ id: 'grid', suspended: true });
  const [{ count }] = await fresh.database.query(`SELECT count(*)::int AS count FROM outbox WHERE envelope->>'type' = 'agencies.account-changed.v1'`);
  expect(count).toBe(demoAccounts.length);
});
