import { isWithinArea } from '@lianfang/contracts/areas';
import { demandArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOf } from '@lianfang/platform/graph';
import { concealed } from '@lianfang/platform/masking';
import { answerOnce, demandIds, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { agencyOf, toldRoles } from '../agencies/agency.told.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { revoke, tellAccount } from './account.change.ts';
import { accountLoader } from './account.loader.ts';
import { accountLastAdministrator, accountTaken, administratorNoMore } from './account.refusals.ts';
import { administers, changeAccount, demandAnother, demandManaged, demandName, registerAccount, resumeAccount, suspendAccount } from './account.rules.ts';
import type { Account } from './account.rules.ts';
import { countAccounts, countAdministrators, findAccountForUpdate, findAccounts, insertAccount, listAccounts, lockAgency, updateAccount } from './account.store.ts';
import { tokenEnd } from './token.rules.ts';

export const accountResolvers: Pick<Resolvers, 'Account' | 'Query' | 'Mutation'> = {
  Query: {
    account: (_root, { id }, ctx) => visible(id, ctx),
    accounts: async (_root, { areaCode, suspended, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOf({ first, after });
      const filter = { administrator: ctx.actor, areaCode, suspended };
      const rows = await listAccounts(ctx.database.manager, filter, page);
      return connection(rows, page, (row) => row.id, () => countAccounts(ctx.database.manager, filter));
    },
  },
  Mutation: {
    registerAccount: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      demandIds({ householdId: input.householdId });
      const now = ctx.clock.now();
      const fresh = registerAccount(input, { administrator: ctx.actor, nameSealed: ctx.sealer.seal(input.name.trim()), registeredAt: now });
      const call = { key: input.key, operation: 'registerAccount', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          await demandStillAdministrator(tx, ctx);
          if (!(await insertAccount(tx, fresh))) throw accountTaken();
          await tellAccount(tx, fresh, now);
          return fresh.id;
        });
        return (await findAccounts(tx, [id]))[0]!;
      });
    },
    changeAccount: (_root, { input }, ctx) => {
      if (input.areaCode != null) demandArea(ctx.actor, input.areaCode);
      if (input.name != null) demandName(input.name);
      demandIds({ householdId: input.householdId });
      const nameSealed = input.name == null ? undefined : ctx.sealer.seal(input.name.trim());
      return alter(ctx, input.accountId, (account) => changeAccount(account, { ...input, nameSealed }, input.version));
    },
    suspendAccount: (_root, { accountId }, ctx) => alter(ctx, accountId, (account) => suspendAccount(account, { id: ctx.actor.id, at: ctx.clock.now() })),
    resumeAccount: (_root, { accountId }, ctx) => alter(ctx, accountId, resumeAccount),
    signOutAccount: (_root, { accountId }, ctx) =>
      transact(ctx.database, async (tx) => {
        await demandStillAdministrator(tx, ctx);
        const account = demandManaged(await findAccountForUpdate(tx, accountId), ctx.actor);
        const now = ctx.clock.now();
        await revoke(tx, { id: newId(), accountId, tokenId: null, before: now, revokedAt: now, revokedBy: ctx.actor.id }, { ...account, until: null });
        return account;
      }),
    signOut: async (_root, _args, ctx) => {
      const { id: accountId, tokenId, agency, areaCode } = ctx.actor;
      if (!tokenId) return false;
      const now = ctx.clock.now();
      const revocation = { id: newId(), accountId, tokenId, before: now, revokedAt: now, revokedBy: accountId };
      await transact(ctx.database, (tx) => revoke(tx, revocation, { agency, areaCode, until: tokenEnd(ctx.actor.token) }));
      return true;
    },
  },
  Account: {
    __resolveReference: ({ id }, ctx) => visible(id, ctx),
    agency: (account, _args, ctx) => agencyOf(account.agency, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    roles: (account, _args, ctx) => toldRoles(account.roles, ctx),
    name: ({ nameSealed }, _args, ctx) => concealed({ open: () => ctx.sealer.open(nameSealed), mask: () => `${[...ctx.sealer.open(nameSealed)][0]}**` }),
    household: ({ householdId }) => (householdId ? { id: householdId } : null),
  },
};

/** A foreign one and a missing one give the same answer. */
async function visible(id: string, ctx: Context): Promise<Account | null> {
  const account = await accountLoader(ctx).load(id);
  if (!account || !ctx.actor.scopes.has('account:manage')) return null;
  return account.agency === ctx.actor.agency && isWithinArea(account.areaCode, ctx.actor.areaCode) ? account : null;
}

/** One change of another's account. An agency without an administrator could never have one again. */
function alter(ctx: Context, accountId: string, decide: (account: Account) => Account): Promise<Account> {
  return transact(ctx.database, async (tx) => {
    await demandStillAdministrator(tx, ctx);
    const before = demandManaged(await findAccountForUpdate(tx, accountId), ctx.actor);
    demandAnother(accountId, ctx.actor);
    const after = decide(before);
    if (after === before) return before;
    if (administers(before) && (!administers(after) || after.areaCode !== before.areaCode)) {
      if ((await countAdministrators(tx, { ...before, without: accountId })) === 0) throw accountLastAdministrator();
    }
    await updateAccount(tx, after);
    await tellAccount(tx, after, ctx.clock.now());
    return after;
  });
}

/** The caller's own account as it stands in the table: what another administrator has just done has not yet come back by the log. */
async function demandStillAdministrator(tx: Tx, ctx: Context): Promise<void> {
  await lockAgency(tx, ctx.actor.agency);
  const [own] = await findAccounts(tx, [ctx.actor.id]);
  if (own && own.agency === ctx.actor.agency && !administers(own)) throw administratorNoMore();
}
