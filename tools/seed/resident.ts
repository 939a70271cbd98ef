import { homeCommunity } from './district.ts';
import type { Seeding } from './seeding.ts';

interface Found { households: { edges: { node: { id: string; address: string; members: unknown[] } }[] } }
interface Account { account: { version: number; household: { id: string } | null } }

/** The service desk binds the demo's resident to a family of the community, so that the resident's page has somebody to show. */
export async function bindResident({ door }: Seeding): Promise<string> {
  const { households } = await door.call<Found>(
    'community', `query SeedFamilies($area: ID!) { households(areaCode: $area, occupancy: OCCUPIED, first: 20) { edges { node { id address members { id } } } } }`, { area: homeCommunity });
  const { account } = await door.call<Account>('resident-admin', `query SeedAccount { account(id: "resident") { version household { id } } }`);
  const family = households.edges.map(({ node }) => node).sort((a, b) => b.members.length - a.members.length)[0]!;
  if (!account.household) {
    await door.call('resident-admin', `mutation SeedBind($input: ChangeAccountInput!) { changeAccount(input: $input) { id } }`,
      { input: { accountId: 'resident', version: account.version, householdId: family.id } });
  }
  return 'the demo’s resident belongs to a family';
}
