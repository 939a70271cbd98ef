import { AlertChanged, AlertRaised, BedOccupancyChanged, CaseCountsChanged, CheckpointChanged, FiguresChanged, HouseholdSwept, OrderConfirmed, OrderDeclined, OrderProposed, OrderReleased, PassageRecorded, RegisterChanged, StockMoved, SupportClosed, SupportOpened, SweepDoorsMoved, SweepRoundClosed, SweepTargeted } from '@lianfang/contracts/events';
import { areaLineage } from '@lianfang/contracts/areas';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootReporting, community, dump, grid } from '../testing/reporting.ts';

let reporting: BootedSubgraph;
const command = actorOf('command');
const today = '2022-11-20';
const yesterday = '2022-11-19';
const id = (): string => crypto.randomUUID();
const on = (day: string): Date => new Date(`${day}T07:00:00+08:00`);

beforeEach(async () => {
  reporting = await bootReporting();
});
afterEach(() => reporting.stop());

async function read(areaCode: string, fields: string, day?: string): Promise<Record<string, unknown>> {
  const query = `query ($area: ID!, $day: Date) { figures(areaCode: $area, day: $day) { ${fields} } }`;
  return (await reporting.call(command, query, { area: areaCode, day })).figures;
}

function register(households: number, day = today, areaCode = grid) {
  return reporting.deliver(RegisterChanged, { at: on(day), payload: { areaCode, households, vacantHouseholds: 1, people: households * 3 } });
}

function passage(day = today, areaCode = grid) {
  return {
    passageId: id(), checkpointId: id(), personId: null, areaCode, day, direction: 'IN' as const, verdict: 'REFUSED' as const, reason: 'CODE',
    temperature: 36.5, passedAt: `${day}T06:00:00+08:00`,
  };
}

function order(change: object = {}) {
  return { orderId: id(), personId: id(), householdId: null, areaCode: community, mode: 'FACILITY' as const, day: today, ...change };
}
const confirmed = (of: ReturnType<typeof order>) => ({ ...of, plannedEnd: '2022-11-27T00:00:00+08:00', ruleVersion: '2022-11' });

async function told(): Promise<{ subject: string; data: { areaCode: string; day: string; version: number; asOf: string } }[]> {
  const rows = await reporting.database.query(`SELECT envelope FROM outbox WHERE envelope->>'type' = $1 ORDER BY id`, [FiguresChanged.name]);
  return rows.map(({ envelope }: { envelope: never }) => envelope);
}

describe('an event', () => {
  it('moves its area and every area above, once, however often it is delivered', async () => {
    const payload = passage();
    const eventId = id();
    await reporting.deliver(PassageRecorded, { id: eventId, payload, at: on(today) });
    await reporting.deliver(PassageRecorded, { id: eventId, payload, at: on(today) });
    for (const area of areaLineage(grid).slice(2)) {
      expect(await read(area, 'passages passagesRefused version asOf day area { code }')).toEqual({
        passages: 1, passagesRefused: 1, version: 1, asOf: '2022-11-19T23:00:00.000Z', day: today, area: { code: area },
      });
    }
    expect(await read('410811001001002', 'passages version')).toEqual({ passages: 0, version: 0 });
    expect(await told()).toHaveLength(6);
  });

  it('tells each area that moved, with a version one higher each time', async () => {
    await register(10);
    await register(5);
    const events = await told();
    expect(events.map(({ subject, data }) => [subject, data.version])).toEqual([1, 2].flatMap((version) => areaLineage(grid).map((area) => [area, version])));
    expect(events[0]!.data).toEqual({ areaCode: '41', day: today, version: 1, asOf: '2022-11-19T23:00:00.000Z' });
  });

  it('that moves no figure tells nobody', async () => {
    const alert = { alertId: id(), areaCode: community };
    await reporting.deliver(AlertRaised, { payload: { ...alert, kind: 'FEVER', personId: null, checkpointId: id(), day: today, ownerAgency: 'health' } });
    const before = (await told()).length;
    await reporting.deliver(AlertChanged, { payload: { ...alert, state: 'ACKNOWLEDGED' }, at: on(today) });
    expect(await told()).toHaveLength(before);
    expect(await read(community, 'alertsRaised alertsOpen')).toEqual({ alertsRaised: 1, alertsOpen: 1 });
    await reporting.deliver(AlertChanged, { payload: { ...alert, state: 'CLOSED' }, at: on(today) });
    expect(await read(community, 'alertsRaised alertsOpen')).toEqual({ alertsRaised: 1, alertsOpen: 0 });
  });
});

describe('a level', () => {
  it('goes on to later days while flows begin anew, and history shows both', async () => {
    await register(10, '2022-11-17');
    await reporting.deliver(PassageRecorded, { payload: passage('2022-11-18'), at: on('2022-11-18') });
    await register(4, today);
    const { _entities } = await reporting.call(
      command,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Area { figuresHistory(days: 5) { day households passages version } figures { people } } } }`,
      { of: [{ __typename: 'Area', code: community }] },
    );
    expect(_entities[0]).toEqual({
      figures: { people: 42 },
      figuresHistory: [
        { day: '2022-11-16', households: 0, passages: 0, version: 0 },
        { day: '2022-11-17', households: 10, passages: 0, version: 1 },
        { day: '2022-11-18', households: 10, passages: 1, version: 2 },
        { day: yesterday, households: 10, passages: 0, version: 1 },
        { day: today, households: 14, passages: 0, version: 2 },
      ],
    });
  });

  it('that moves late for an earlier day moves the later days too, and tells so; a late flow stays in its day', async () => {
    await register(10, today);
    await register(3, yesterday);
    expect(await read(community, 'households version asOf', yesterday)).toEqual({ households: 3, version: 1, asOf: '2022-11-18T23:00:00.000Z' });
    expect(await read(community, 'households version asOf', today)).toEqual({ households: 13, version: 2, asOf: '2022-11-19T23:00:00.000Z' });
    expect((await told()).slice(-2).map(({ data }) => [data.areaCode, data.day, data.version])).toEqual([[grid, yesterday, 1], [grid, today, 2]]);
    await reporting.deliver(PassageRecorded, { payload: passage(yesterday), at: on(today) });
    expect(await read(community, 'passages version', today)).toEqual({ passages: 0, version: 2 });
    expect(await read(community, 'passages version', yesterday)).toEqual({ passages: 1, version: 2 });
  });
});

describe('an order', () => {
  const fields = 'ordersProposed inFacility atHome inHospital released';
  const zero = { ordersProposed: 0, inFacility: 0, atHome: 0, inHospital: 0, released: 0 };

  it('is confirmed in another mode than proposed, and released out of that one', async () => {
    const proposed = order();
    await reporting.deliver(OrderProposed, { payload: proposed });
    expect(await read(community, fields)).toEqual({ ...zero, ordersProposed: 1 });
    await reporting.deliver(OrderConfirmed, { payload: confirmed({ ...proposed, mode: 'HOME' as never }) });
    expect(await read(community, fields)).toEqual({ ...zero, atHome: 1 });
    await reporting.deliver(OrderReleased, { payload: proposed });
    expect(await read(community, fields)).toEqual({ ...zero, released: 1 });
  });

  it('that is declined takes off the proposal and nothing else', async () => {
    const proposed = order();
    await reporting.deliver(OrderProposed, { payload: proposed });
    await reporting.deliver(OrderDeclined, { payload: proposed });
    expect(await read(community, fields)).toEqual(zero);
  });

  it('that is over never counts again, and one never heard of takes nothing off', async () => {
    const proposed = order();
    await reporting.deliver(OrderDeclined, { payload: proposed });
    await reporting.deliver(OrderProposed, { payload: proposed });
    await reporting.deliver(OrderReleased, { payload: order() });
    expect(await read(community, fields)).toEqual({ ...zero, released: 1 });
  });

  it('is taken off where it was put on, though its person has moved', async () => {
    const proposed = order();
    await reporting.deliver(OrderConfirmed, { payload: confirmed(proposed) });
    await reporting.deliver(OrderReleased, { payload: { ...proposed, areaCode: '410811002001' } });
    expect(await read(community, 'inFacility released')).toEqual({ inFacility: 0, released: 0 });
    expect(await read('410811002001', 'inFacility released')).toEqual({ inFacility: 0, released: 1 });
  });
});

it('a checkpoint that moves leaves the one area and enters the other', async () => {
  const checkpoint = { checkpointId: id(), kind: 'HIGHWAY' as const, areaCode: '410811001' };
  await reporting.deliver(CheckpointChanged, { payload: { ...checkpoint, open: true, previouslyOpen: false }, at: on(today) });
  await reporting.deliver(CheckpointChanged, { payload: { ...checkpoint, areaCode: '410811002', open: true, previouslyOpen: true }, at: on(today) });
  const open = async (area: string) => (await read(area, 'checkpointsOpen')).checkpointsOpen;
  expect([await open('410811001'), await open('410811002'), await open('410811')]).toEqual([0, 1, 1]);
  await reporting.deliver(CheckpointChanged, { payload: { ...checkpoint, areaCode: '410811002', open: false, previouslyOpen: true }, at: on(today) });
  expect([await open('410811002'), await open('410811')]).toEqual([0, 0]);
});

it('a round counts in every grid until it is closed, and what it found stays', async () => {
  const roundId = id();
  for (const [areaCode, households] of [[grid, 30], ['410811001001002', 20]] as const) {
    await reporting.deliver(SweepTargeted, { payload: { roundId, areaCode, day: today, households } });
  }
  const door = { roundId, householdId: id(), areaCode: grid, day: today, outcome: 'VISITED' as const };
  await reporting.deliver(HouseholdSwept, { payload: { ...door, reached: 1, returnees: { OUTBREAK_CITY: 2, OUTBREAK_PROVINCE: 1, OTHER_PROVINCE: 9 } } });
  await reporting.deliver(HouseholdSwept, { payload: { ...door, reached: 0, returnees: { OUTBREAK_CITY: -1 } } });
  const fields = 'sweepTargets sweepReached returneesFromOutbreak version';
  expect(await read(community, fields)).toEqual({ sweepTargets: 50, sweepReached: 1, returneesFromOutbreak: 2, version: 4 });
  await reporting.deliver(SweepRoundClosed, { payload: { roundId, areaCode: community }, at: on(today) });
  await reporting.deliver(HouseholdSwept, { payload: { ...door, householdId: id(), reached: 1, returnees: {} } });
  expect(await read(community, fields)).toEqual({ sweepTargets: 0, sweepReached: 0, returneesFromOutbreak: 2, version: 5 });
  expect(await read('410811001001002', fields)).toEqual({ sweepTargets: 0, sweepReached: 0, returneesFromOutbreak: 0, version: 2 });
});

it('doors that follow their compound to another grid take what was reached along, and once only', async () => {
  const [roundId, other] = [id(), '410811001001002'];
  for (const [areaCode, households] of [[grid, 30], [other, 20]] as const) await reporting.deliver(SweepTargeted, { payload: { roundId, areaCode, day: today, households } });
  await reporting.deliver(HouseholdSwept, { payload: { roundId, householdId: id(), areaCode: grid, day: today, outcome: 'VISITED', reached: 1, returnees: {} } });
  for (const [areaCode, sign] of [[grid, -1], [other, 1]] as const) {
    const told = { id: id(), payload: { roundId, areaCode, day: today, households: sign * 4, reached: sign, returnees: {} } };
    await reporting.deliver(SweepDoorsMoved, told);
    await reporting.deliver(SweepDoorsMoved, told);
  }
  const fields = 'sweepTargets sweepReached';
  expect([await read(grid, fields), await read(other, fields), await read(community, fields)]).toEqual([
    { sweepTargets: 26, sweepReached: 0 }, { sweepTargets: 24, sweepReached: 1 }, { sweepTargets: 50, sweepReached: 1 },
  ]);
});

it('beds, supplies and support follow their events', async () => {
  const bed = { facilityId: id(), bedId: id(), stayId: id(), personId: id(), areaCode: community };
  await reporting.deliver(BedOccupancyChanged, { payload: { ...bed, occupied: 1 }, at: on(today) });
  const stock = { movementId: id(), placeId: id(), placeRef: null, itemId: id(), itemCode: 'MASK', areaCode: community, day: today, balance: 9, belowThreshold: false };
  for (const [placeKind, quantity] of [['CHECKPOINT', 5], ['FACILITY', 7], ['WAREHOUSE', 100], ['COMMUNITY', 100], ['CHECKPOINT', -3]] as const) {
    await reporting.deliver(StockMoved, { payload: { ...stock, placeKind, quantity } });
  }
  const request = { requestId: id(), personId: id(), areaCode: community, day: today };
  await reporting.deliver(SupportOpened, { payload: { ...request, householdId: null } });
  const fields = 'bedsOccupied piecesDelivered supportOpen';
  expect(await read(community, fields)).toEqual({ bedsOccupied: 1, piecesDelivered: 12, supportOpen: 1 });
  await reporting.deliver(BedOccupancyChanged, { payload: { ...bed, occupied: -1 }, at: on(today) });
  await reporting.deliver(SupportClosed, { payload: request });
  await reporting.deliver(SupportClosed, { payload: request });
  expect(await read(community, fields)).toEqual({ bedsOccupied: 0, piecesDelivered: 12, supportOpen: 0 });
});

it('counts cases and contacts as the events tell, up to the district, and a correction takes back', async () => {
  const counts = { areaCode: community, confirmed: 2, inTreatment: 2, asymptomatic: 1, suspected: 0, contactsObserved: 30 };
  const fact = { payload: counts, id: crypto.randomUUID(), at: on(today) };
  await reporting.deliver(CaseCountsChanged, fact);
  await reporting.deliver(CaseCountsChanged, fact);
  await reporting.deliver(CaseCountsChanged, { payload: { ...counts, confirmed: -1, inTreatment: -2, asymptomatic: 1, contactsObserved: -4 }, at: on(today) });
  const fields = 'casesConfirmed casesInTreatment casesAsymptomatic casesSuspected contactsObserved';
  for (const areaCode of [community, '410811001', '410811']) {
    expect(await read(areaCode, fields)).toEqual({ casesConfirmed: 1, casesInTreatment: 0, casesAsymptomatic: 2, casesSuspected: 0, contactsObserved: 26 });
  }
});

describe('a question', () => {
  const figures = `query ($area: ID!, $day: Date) { figures(areaCode: $area, day: $day) { version } }`;
  const figuresOf = `query ($areas: [ID!]!) { figuresOf(areaCodes: $areas) { areaCode households } }`;

  it('for many areas is answered in the order asked', async () => {
    await register(8);
    const areas = ['410811001001002', grid, '410811', grid];
    expect((await reporting.call(command, figuresOf, { areas })).figuresOf).toEqual([
      { areaCode: '410811001001002', households: 0 }, { areaCode: grid, households: 8 }, { areaCode: '410811', households: 8 }, { areaCode: grid, households: 8 },
    ]);
    expect((await reporting.refused(command, figuresOf, { areas: Array(201).fill('410811') })).code).toBe('FIGURES_AREAS_TOO_MANY');
  });

  it('for a day to come, or for no area code, is refused', async () => {
    expect((await reporting.refused(command, figures, { area: '410811', day: '2022-11-21' })).code).toBe('FIGURES_DAY_AHEAD');
    expect((await reporting.refused(command, figures, { area: '41081100' })).code).toBe('AREA_CODE_INVALID');
  });

  it('for an area of others is refused by every way', async () => {
    const street = actorOf('command', { areaCode: '410811001' });
    expect((await reporting.refused(street, figures, { area: '410811' })).code).toBe('AREA_NOT_YOURS');
    expect((await reporting.refused(street, figuresOf, { areas: ['410811001', '410811002'] })).code).toBe('AREA_NOT_YOURS');
    const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Area { figures { version } figuresHistory { version } } ... on Figures { version } } }`;
    expect((await reporting.refused(street, entity, { of: [{ __typename: 'Area', code: '410811002' }] })).code).toBe('AREA_NOT_YOURS');
    const of = [{ __typename: 'Figures', areaCode: '410811002', day: today }, { __typename: 'Figures', areaCode: '410811001', day: today }];
    expect(await reporting.call(street, entity, { of })).toEqual({ _entities: [null, { version: 0 }] });
  });

  it('needs the scope', async () => {
    expect((await reporting.refused(actorOf('command', { scopes: [] }), figures, { area: '410811' })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });

  it('costs one look into the index, whatever lies in the table', async () => {
    await reporting.database.query(
      `INSERT INTO figures SELECT ((f).x).* FROM (SELECT jsonb_populate_record(null::figures, to_jsonb(base) || jsonb_build_object('area_code', '4108110' || a, 'day', '2022-09-01'::date + d)) AS x
         FROM (SELECT 1 AS version, 1 AS level_version, now() AS as_of, now() AS level_as_of, ${(await countColumns()).map((name) => `0 AS ${name}`).join(', ')}) base,
              generate_series(10, 99) a, generate_series(1, 60) d) f`,
    );
    await reporting.database.query('ANALYZE figures');
    const plan = await reporting.database.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM figures WHERE area_code = '410811050' AND day <= '2022-10-20' ORDER BY day DESC LIMIT 1`,
    );
    const [scan] = plan[0]['QUERY PLAN'][0].Plan.Plans;
    expect(scan).toMatchObject({ 'Node Type': 'Index Scan', 'Index Name': 'figures_pkey', 'Actual Rows': 1 });
  });
});

async function countColumns(): Promise<string[]> {
  const rows = await reporting.database.query(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'figures' AND data_type IN ('integer', 'bigint') AND column_name NOT LIKE '%version'`,
  );
  return rows.map(({ name }: { name: string }) => name);
}

it('every figure of the table is read as it was written', async () => {
  const names = await countColumns();
  await register(1);
  await reporting.database.query(`UPDATE figures SET ${names.map((name, at) => `${name} = ${at + 100}`).join(', ')}`);
  const fields = names.map((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  expect(await read(grid, fields.join(' '))).toEqual(Object.fromEntries(fields.map((field, at) => [field, at + 100])));
  expect((await dump(reporting.database)).figures).toHaveLength(6);
});
