import { createChance } from './chance.ts';
import { homeCommunity, homeStreet } from './district.ts';
import { keyOf } from './keys.ts';
import { dayFromNow, minutesAgo, type Seeding } from './seeding.ts';

const name = '第一轮地毯式排查';

const returnees = {
  name: '疫区返回人员',
  questions: [
    { id: 'away', kind: 'YES_NO', zh: '十四天内是否去过外地', en: 'Away within 14 days?', required: true },
    { id: 'place', kind: 'PLACE', zh: '去过哪里', en: 'Where?' },
    { id: 'back', kind: 'DATE', zh: '哪天返回', en: 'Back on' },
    { id: 'temperature', kind: 'TEMPERATURE', zh: '最高体温', en: 'Highest temperature' },
    {
      id: 'way', kind: 'CHOICE', zh: '怎么回来的', en: 'How did they come back?',
      choices: [{ id: 'train', zh: '火车', en: 'Train' }, { id: 'car', zh: '自驾', en: 'Own car' }, { id: 'bus', zh: '大巴', en: 'Coach' }],
    },
  ],
};

/** A round over one street, begun yesterday; its communities have come to different lengths. */
export async function sweepStreet(seeding: Seeding): Promise<string> {
  const { district } = seeding;
  const roundId = await openRound(seeding);
  const communities = district.communities.filter(({ street }) => street === homeStreet);
  const visits = await Promise.all(communities.map(({ code }, at) => visitDoors(seeding, roundId, code, 60 - at * 15)));
  const signed = await signFirstGrid(seeding, roundId);
  await contradict(seeding, roundId);
  return `a round over ${communities.length} communities, ${visits.reduce((sum, one) => sum + one, 0) + signed} doors visited, one grid signed by its community`;
}

interface Doors { sweepWorkList: { edges: { node: { version: number; household: { id: string }; lastVisit: { outcome: string } | null } }[] } }

const doorsOf = `query SeedDoors($roundId: ID!, $areaCode: ID!, $first: Int!, $after: String, $openOnly: Boolean!, $filter: SweepDoorFilter) {
  sweepWorkList(roundId: $roundId, areaCode: $areaCode, openOnly: $openOnly, filter: $filter, first: $first, after: $after) { edges { node { version household { id } lastVisit { outcome } } } }
}`;

/** One grid is done to its last door; its investigator and its community have signed, and the street's turn has come. */
async function signFirstGrid(seeding: Seeding, roundId: string): Promise<number> {
  const { door } = seeding;
  const { gridSignOffs } = await door.call<{ gridSignOffs: { edges: { node: { areaCode: string; level: string | null } }[] } }>(
    'community', `query SeedGrids($roundId: ID!, $areaCode: ID!) { gridSignOffs(roundId: $roundId, areaCode: $areaCode, first: 1) { edges { node { areaCode level } } } }`,
    { roundId, areaCode: homeCommunity });
  const grid = gridSignOffs.edges[0]?.node;
  if (!grid || grid.level) return 0;
  const visited = await finishGrid(seeding, roundId, grid.areaCode);
  const sign = async (user: string, level: string, snapshotId: string | null) => {
    const input = { key: keyOf(`sign ${level}`, grid.areaCode), roundId, areaCode: grid.areaCode, level, snapshotId };
    const { signGrid } = await door.call<{ signGrid: { snapshot: { id: string } } }>(user, `mutation SeedSign($input: SignGridInput!) { signGrid(input: $input) { snapshot { id } } }`, { input });
    return signGrid.snapshot.id;
  };
  await sign('community', 'COMMUNITY', await sign('grid', 'INVESTIGATOR', null));
  return visited;
}

/** No list of a grid is longer than a few pages. */
async function finishGrid(seeding: Seeding, roundId: string, areaCode: string): Promise<number> {
  const { door } = seeding;
  let visited = 0;
  for (;;) {
    const { sweepWorkList } = await door.call<Doors>('grid', doorsOf, { roundId, areaCode, first: 100, openOnly: true, filter: { untried: true } });
    if (sweepWorkList.edges.length === 0) return visited;
    const inputs = sweepWorkList.edges.map(({ node: { household } }, nth) => ({
      key: keyOf('visit', household.id), roundId, householdId: household.id, visitedAt: minutesAgo(seeding, 90 - nth / 2), outcome: nth % 23 === 22 ? 'ABSENT' : 'VISITED', basedOn: 0,
    }));
    await door.each('grid', { field: 'recordVisit', input: 'RecordVisitInput' }, inputs);
    visited += inputs.length;
  }
}

/** A second squad, without network since the morning, found another thing at one door: the clerk's desk has something to decide. */
async function contradict(seeding: Seeding, roundId: string): Promise<void> {
  const { door, district } = seeding;
  const elsewhere = district.communities.find(({ street, code }) => street === homeStreet && code !== homeCommunity)?.code ?? homeCommunity;
  const { sweepWorkList } = await door.call<Doors>('register', doorsOf, { roundId, areaCode: elsewhere, first: 1, openOnly: false, filter: { outcomes: ['VISITED'] } });
  const found = sweepWorkList.edges[0]?.node;
  if (!found) return;
  const input = { key: keyOf('contradicting visit', found.household.id), roundId, householdId: found.household.id, outcome: 'VACANT', basedOn: 0, visitedAt: minutesAgo(seeding, 45) };
  await door.each('street', { field: 'recordVisit', input: 'RecordVisitInput' }, [input]);
}

async function visitDoors(seeding: Seeding, roundId: string, areaCode: string, first: number): Promise<number> {
  const { door } = seeding;
  const chance = createChance(`排查 ${areaCode}`);
  const { sweepWorkList } = await door.call<Doors>('register', doorsOf, { roundId, areaCode, first, openOnly: false });
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
  const { putTargetGroup: group } = await door.call<{ putTargetGroup: { id: string } }>(
    'street', `mutation SeedGroup($input: PutTargetGroupInput!) { putTargetGroup(input: $input) { id } }`, { input: { key: keyOf('target group'), areaCode: homeStreet, ...returnees } });
  const input = { key: keyOf('round'), name, targetGroupIds: [group.id], areaCode: homeStreet, methods: ['DOOR', 'PHONE', 'QR'], startsOn: dayFromNow(seeding, -1), endsOn: dayFromNow(seeding, 2) };
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
