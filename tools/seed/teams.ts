import { createChance } from './chance.ts';
import { homeCommunity, homeStreet } from './district.ts';
import { keyOf } from './keys.ts';
import { givenName, surname } from './names.ts';
import { createNumbers } from './numbers.ts';
import type { Seeding } from './seeding.ts';

interface Official { id: string; post: string }

const units: [post: string, unit: string, accountId?: string][] = [
  ['DISTRICT_LEADER', '区人民政府'], ['BUREAU', '区教育局'], ['STREET', '东方红街道办事处', 'street'], ['COMMUNITY', '文化巷社区居委会', 'community'], ['POLICE', '东方红派出所', 'police'],
  ['DOCTOR', '东方红社区卫生服务中心', 'health'],
];

/** Key persons of the home community: most with all six, some lacking one. */
export async function nameKeyPersons({ door }: Seeding): Promise<string> {
  const chance = createChance('六包一');
  const numbers = createNumbers('district');
  const officials = units.map(([post, unit, accountId]) => ({
    name: surname(chance) + givenName(chance, 'MALE'), unit, post, phone: numbers.phone().replace(/^154./, '1549'), ...(accountId ? { accountId } : {}),
  }));
  const { registerOfficials: six } = await door.call<{ registerOfficials: Official[] }>(
    'street', `mutation SeedOfficials($input: RegisterOfficialsInput!) { registerOfficials(input: $input) { id post } }`, { input: { key: keyOf('officials'), areaCode: homeStreet, officials } });
  const { people } = await door.call<{ people: { edges: { node: { id: string } }[] } }>(
    'community', `query SeedKeyPersons($area: ID!) { people(areaCode: $area, first: 40) { edges { node { id } } } }`, { area: homeCommunity });
  const reasons = ['ELDERLY_ALONE', 'CHRONIC_ILLNESS', 'RETURNEE', 'PREGNANT', 'HOME_ISOLATION', 'DISABLED'];
  const named = await door.each<{ id: string }>('community', { field: 'nameKeyPerson', input: 'NameKeyPersonInput' },
    people.edges.slice(12, 24).map(({ node }, at) => ({ key: keyOf('key person', node.id), personId: node.id, reason: reasons[at % reasons.length] })));
  const ids = named.flatMap((one) => (one ? [one.id] : []));
  const posts = six.map(({ id, post }) => ({ role: post, officialId: id }));
  if (ids.length > 2) {
    await door.each('community', { field: 'giveTeam', input: 'GiveTeamInput', select: 'given' }, [
      { key: keyOf('teams'), keyPersonIds: ids.slice(0, -2), posts }, { key: keyOf('teams without doctor'), keyPersonIds: ids.slice(-2, -1), posts: posts.filter(({ role }) => role !== 'DOCTOR') },
    ]);
  }
  return `${ids.length} key persons, all but two held by six`;
}

/** Officials over about twenty households each; the squad's own has begun today's round. */
export async function shareHouseholds({ door, now }: Seeding): Promise<string> {
  const chance = createChance('干部联户');
  const { area } = await door.call<{ area: { register: { households: number; vacantHouseholds: number } } }>(
    'street', `query SeedRegister($area: ID!) { area(code: $area) { register { households vacantHouseholds } } }`, { area: homeCommunity });
  const count = Math.max(2, Math.round((area.register.households - area.register.vacantHouseholds) / 20));
  const officials = Array.from({ length: count }, (_, at) => ({
    name: surname(chance) + givenName(chance, chance.happens(0.5) ? 'MALE' : 'FEMALE'), unit: `区直包联第 ${at + 1} 组`, post: 'BUREAU', liaison: true, ...(at === 0 ? { accountId: 'grid' } : {}),
  }));
  await door.call('street', `mutation SeedLiaison($input: RegisterOfficialsInput!) { registerOfficials(input: $input) { id } }`, { input: { key: keyOf('liaison'), areaCode: homeCommunity, officials } });
  const { previewLiaison: plan } = await door.call<{ previewLiaison: { id: string; state: string; moves: number } }>(
    'street', `mutation SeedPlan($input: PreviewLiaisonInput!) { previewLiaison(input: $input) { id state moves } }`, { input: { key: keyOf('liaison plan'), areaCode: homeCommunity, kind: 'ANEW' } });
  if (plan.state === 'PREVIEWED') await door.call('street', `mutation SeedApply($id: ID!) { applyLiaison(planId: $id) { id } }`, { id: plan.id });
  const { myLiaisonDoors } = await door.call<{ myLiaisonDoors: { edges: { node: { household: { id: string; members: { id: string }[] } } }[] } }>(
    'grid', '{ myLiaisonDoors(first: 20) { edges { node { household { id members { id } } } } } }', {});
  const seen = myLiaisonDoors.edges.slice(0, 8).map(({ node: { household } }, at) => ({
    key: keyOf('liaison visit', household.id), householdId: household.id, outcome: at % 5 === 4 ? 'BY_PHONE' : 'SEEN', visitedAt: now.toISOString(),
    checks: household.members.map(({ id }) => ({
      personId: id, healthCode: 'GREEN', travelCode: 'CLEAR', vaccineDoses: chance.between(2, 3),
      ...(chance.happens(0.1) ? { travelsTo: '4101', travelsFrom: new Date(now.getTime() + (8 + 24 * chance.between(1, 10)) * 3_600_000).toISOString().slice(0, 10) } : {}),
    })),
  }));
  await door.each('grid', { field: 'recordLiaisonVisit', input: 'RecordLiaisonVisitInput' }, seen);
  return `${count} officials look after ${plan.moves} households, ${seen.length} seen today`;
}
