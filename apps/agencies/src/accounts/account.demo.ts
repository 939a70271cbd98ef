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
