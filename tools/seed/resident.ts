import { homeCommunity } from './district.ts';
import type { Seeding } from './seeding.ts';

const user = 'resident';

interface Found { households: { edges: { node: { id: string; occupancy: string; members: { id: string }[] } }[] } }
interface Account { account: { version: number; household: { id: string } | null } }

/** The demo's resident comes home: the account is bound to a family of the home community. */
export async function bindResident({ door }: Seeding): Promise<string> {
  const { account } = await door.call<Account>('resident-admin', `query SeedResident($id: ID!) { account(id: $id) { version household { id } } }`, { id: user });
  if (account.household) return 'the resident is at home';
  const { households } = await door.call<Found>('community', `query SeedFamilies($areaCode: ID!) {
    households(areaCode: $areaCode, first: 50) { edges { node { id occupancy members { id } } } }
  }`, { areaCode: homeCommunity });
  const family = households.edges.find(({ node }) => node.occupancy === 'OCCUPIED' && node.members.length > 2)?.node;
  if (!family) throw new Error('the home community has no family of three');
  await door.call('resident-admin', `mutation SeedResidentHome($input: ChangeAccountInput!) { changeAccount(input: $input) { id } }`, {
    input: { accountId: user, version: account.version, householdId: family.id },
  });
  return 'the resident has come home';
}
