import { createChance } from './chance.ts';
import { homeCommunity, homeStreet } from './district.ts';
import { keyOf } from './keys.ts';
import { dayFromNow, minutesAgo, type Seeding } from './seeding.ts';

const name = '第一轮地毯式排查';

/** A round over one street, begun yesterday; its communities have come to different lengths. */
export async function sweepStreet(seeding: Seeding): Promise<string> {
  const { district } = seeding;
  const roundId = await openRound(seeding);
  const communities = district.communities.filter(({ street }) => street === homeStreet);
  const visits = await Promise.all(communities.map(({ code }, at) => visitDoors(seeding, roundId, code, 60 - at * 15)));
  return `a round over ${communities.length} communities, ${visits.reduce((sum, one) => sum + one, 0)} doors visited`;
}

async function visitDoors(seeding: Seeding, roundId: string, areaCode: string, first: number): Promise<number> {
  const { door } = seeding;
  const chance = createChance(`排查 ${areaCode}`);
  const { sweepWorkList } = await door.call<{ sweepWorkList: { edges: { node: { household: { id: string } } }[] } }>(
    'register', `query SeedDoors($roundId: ID!, $areaCode: ID!, $first: Int!) {
      sweepWorkList(roundId: $roundId, areaCode: $areaCode, openOnly: false, first: $first) { edges { node { household { id } } } }
    }`, { roundId, areaCode, first });
  const inputs = sweepWorkList.edges.map(({ node: { household } }, nth) => ({
    key: keyOf('visit', household.id), roundId, householdId: household.id, visitedAt: minutesAgo(seeding, 400 - nth * 5), ...finding(chance),
  }));
  await door.each(areaCode === homeCommunity ? 'grid' : 'register', { field: 'recordVisit', input: 'RecordVisitInput' }, inputs);
  return inputs.length;
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
