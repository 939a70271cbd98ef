import { community, day, movesTheWall, newKey, now, street, type Scene } from './scene.ts';

interface Coverage { households: number; reached: number; untried: number; returnees: { origin: string; people: number }[] }

const coverageQuery = `query WalkCoverage($id: ID!, $areaCode: ID!) {
  sweepRound(id: $id) {
    coverage { households }
    here: coverage(areaCode: $areaCode) { households reached untried returnees { origin people } }
    coverageByArea { area { code name } households }
  }
}`;

/** Step 2: the street opens a round over its grids, a squad records doors, and coverage moves by area. */
export async function sweep(scene: Scene): Promise<void> {
  const { house, wall } = scene;
  const households = await householdsOf(scene, street);
  const { openSweepRound } = await movesTheWall(scene, 'round opened', { sweepTargets: households }, () =>
    house.call<{ openSweepRound: { id: string } }>('street', `mutation WalkRound($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`,
      { input: { key: newKey(), name: '走查排查', areaCode: street, methods: ['DOOR'], startsOn: day(), endsOn: day(2) } }));
  const roundId = openSweepRound.id;
  const doors = await workList(scene, roundId);
  expect(doors).toHaveLength(5);

  const visit = (householdId: string, outcome: string, returnees: object[] = []) =>
    house.call('grid', `mutation WalkVisit($input: RecordVisitInput!) { recordVisit(input: $input) { id } }`,
      { input: { key: newKey(), roundId, householdId, outcome, returnees, visitedAt: now() } });
  await movesTheWall(scene, 'door visited', { sweepReached: 1 }, () => visit(doors[0]!, 'VISITED'));
  await movesTheWall(scene, 'returnees found', { sweepReached: 1, returneesFromOutbreak: 2 }, () => visit(doors[1]!, 'VISITED', [{ origin: 'OUTBREAK_CITY', people: 2 }]));
  const reached = wall.latest().sweepReached;
  await visit(doors[2]!, 'ABSENT');

  const { sweepRound } = await house.call<{ sweepRound: { coverage: { households: number }; here: Coverage; coverageByArea: { households: number }[] } }>(
    'street', coverageQuery, { id: roundId, areaCode: community });
  expect(sweepRound.coverage.households).toBe(households);
  expect(sweepRound.here).toMatchObject({ reached: 2, returnees: [{ origin: 'OUTBREAK_CITY', people: 2 }] });
  expect(sweepRound.here.untried).toBe(sweepRound.here.households - 3);
  expect(sweepRound.coverageByArea.reduce((sum, one) => sum + one.households, 0)).toBe(households);
  expect(wall.latest().sweepReached).toBe(reached);
}

async function householdsOf({ house }: Scene, code: string): Promise<number> {
  const { area } = await house.call<{ area: { register: { households: number } } }>('street', `query ($code: ID!) { area(code: $code) { register { households } } }`, { code });
  return area.register.households;
}

async function workList({ house }: Scene, roundId: string): Promise<string[]> {
  const { sweepWorkList } = await house.call<{ sweepWorkList: { edges: { node: { household: { id: string } } }[] } }>(
    'grid', `query ($roundId: ID!, $areaCode: ID!) { sweepWorkList(roundId: $roundId, areaCode: $areaCode, first: 5) { edges { node { household { id } } } } }`, { roundId, areaCode: community });
  return sweepWorkList.edges.map(({ node }) => node.household.id);
}
