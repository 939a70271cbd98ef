import { demoAccounts } from '@lianfang/contracts/access';
import type { Clock } from '@lianfang/platform/clock';
import { transact } from '@lianfang/platform/persistence';
import type { Sealer } from '@lianfang/platform/sealing';
import type { DataSource } from 'typeorm';
import { tellAccount } from './account.change.ts';
import { registerAccount } from './account.rules.ts';
import { insertAccount } from './account.store.ts';

/** The demo's logins, registered once: its administrators have somebody to manage. What they changed since stays changed. */
export async function registerDemoAccounts(database: DataSource, o: { sealer: Sealer; clock: Clock }): Promise<void> {
  const now = o.clock.now();
  for (const { user, role, agency, areaCode, zh } of demoAccounts) {
    const administrator = { id: 'demo', agency, areaCode };
    const account = registerAccount({ accountId: user, name: zh, roles: [role], areaCode }, { administrator, nameSealed: o.sealer.seal(zh), registeredAt: now });
    await transact(database, async (tx) => {
      if (await insertAccount(tx, account)) await tellAccount(tx, account, now);
    });
  }
}

/** @throws Error when a database that was a demo's is taken into production as it is: its logins are published */
export async function refuseDemoAccounts(database: DataSource): Promise<void> {
  const [row] = await database.query<{ accounts: number }[]>(
    `/* refuseDemoAccounts */ SELECT count(*)::int AS accounts FROM accounts WHERE registered_by = 'demo' AND suspended_at IS NULL`,
  );
  if (row!.accounts > 0) throw new Error(`${row!.accounts} logins of the demo are still accounts here. Production begins with an empty database, or suspends them first`);
}
