import { createChance } from './chance.ts';
import { homeCommunity, homeStreet } from './district.ts';
import { keyOf } from './keys.ts';
import { dayFromNow, minutesAgo, type Seeding } from './seeding.ts';

const name = '第一轮地毯式排查';

/** A round over one street, begun yesterday; its communities have come to different lengths. */
export async function sweepStreet(seeding: Seeding): Promise<string> {
  const { door, district } = seeding;
  const roundId = await openRound(seeding);
  const communities = district.communities.filter(({ street }) => street === homeStreet);
  let visits = 0;
  for (const [at, { code }] of communities.entries()) visits += await visit(seeding, roundId, code, 60 - at * 15);
  return `a round over ${communities.length} communities, ${visits} doors visited`;

  async function visit(_seeding: Seeding, round: string, community: string, doors: number): Promise<number> {
    const chance = createChance(`排查 ${community}`);
    const { sweepWorkList } = await door.call<{ sweepWorkList: { edges: { node: { household: { id: string } } }[] } }>(
      'register', `query SeedDoors($round: ID!, $area: ID!, $first: Int!) {
        sweepWorkList(roundId: $round, areaCode: $area, openOnly: false, first: $first) { edges { node { household { id } } } }
      }`, { round, area: community, first: doors });
    const inputs = sweepWorkList.edges.map(({ node }, nth) => ({
      key: keyOf('visit', round, node.household.id), roundId: round, householdId: node.household.id, visitedAt: minutesAgo(seeding, 400 - nth * 5), ...finding(chance),
    }));
    await door.each(community === homeCommunity ? 'grid' : 'register', { field: 'recordVisit', input: 'RecordVisitInput' }, inputs);
    return inputs.length;
  }
}

async function openRound(seeding: Seeding): Promise<string> {
  const { door } = seeding;
  const { sweepRounds } = await door.call<{ sweepRounds: { id: string; name: string }[] }>(
    'street', `query SeedRounds($area: ID!) { sweepRounds(areaCode: $area) { id name } }`, { area: homeStreet });
  const opened = sweepRounds.find((round) => round.name === name);
  if (opened) return opened.id;
  const input = { key: keyOf('round'), name, areaCode: homeStreet, methods: ['DOOR', 'PHONE'], startsOn: dayFromNow(seeding, -1), endsOn: dayFromNow(seeding, 2) };
  const { openSweepRound } = await door.call<{ openSweepRound: { id: string } }>(
    'street', `mutation SeedRound($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, { input });
  return openSweepRound.id;
}

function finding(chance: ReturnType<typeof createChance>) {
  const outcome = chance.pick(['VISITED', 'VISITED', 'VISITED', 'VISITED', 'VISITED', 'VISITED', 'ABSENT', 'VACANT', 'REFUSED']);
  const origin = chance.pick(['OUTBREAK_CITY', 'OUTBREAK_PROVINCE', 'OTHER_PROVINCE', 'SAME_PROVINCE']);
  const returnees = outcome === 'VISITED' && chance.happens(0.12) ? [{ origin, people: chance.between(1, 2) }] : [];
  return { outcome, method: chance.happens(0.85) ? 'DOOR' : 'PHONE', returnees };
}
