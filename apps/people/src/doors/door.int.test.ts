import { actorOf, callGraph, callRaw, callRefused } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, idNumber, importLines, layDistrict, line, outboxOf, street } from '../testing/district.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const office = actorOf('street');
const key = () => crypto.randomUUID();
let household: string;
let code: string;
/** Last four of the head's phone, and of nobody's number beside it. */
const proof = '4321';

interface Line { household: { id: string; address: string }; code: string | null }

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [
    line(1, { phone: '13800004321' }), line(2, { room: '101', name: '钱多多', relation: '配偶', phone: '' }), line(3, { room: '102', phone: '13800009876' }),
  ]);
  await people.call(clerk, `mutation ($input: IssueDoorCodesInput!) { issueDoorCodes(input: $input) { issued kept } }`, { input: { key: key(), areaCode: community } });
  const [first] = await sheet();
  household = first!.household.id;
  code = first!.code!;
});
afterEach(() => people.stop());

async function sheet(): Promise<Line[]> {
  const { doorSheet } = await people.call(clerk, `{ doorSheet(areaCode: "${community}") { edges { node { household { id address } code } } } }`);
  return doorSheet.edges.map(({ node }: { node: Line }) => node);
}

const pageQuery = 'query ($code: String!, $proof: String) { doorPage(code: $code, proof: $proof) { address proven members { id name relation } reports { present absent fever moved way } } }';
const page = async (given: string | null = null, of = code) => (await callGraph(people.url, { query: pageQuery, variables: { code: of, proof: given } })).doorPage;
const tried = async (given: string) => (await callRefused(people.url, { query: pageQuery, variables: { code, proof: given }, language: 'en' })).code;

const report = 'mutation ($input: ReportHouseholdInput!) { reportHousehold(input: $input) { id present absent fever moved rounds } }';

async function send(members: (ids: string[]) => object[], more: object = {}) {
  const ids = (await page(proof)).members.map(({ id }: { id: string }) => id);
  return { query: report, variables: { input: { key: key(), code, proof, reportedAt: '2022-11-20T07:55:00+08:00', members: members(ids), ...more } } };
}

describe('the code on a door', () => {
  it('is given to every door once, leads to the household\'s page, and shows masks until proven', async () => {
    expect((await sheet()).map(({ code: text }) => text?.length)).toEqual([38, 38]);
    const again = await people.call(clerk, `mutation ($input: IssueDoorCodesInput!) { issueDoorCodes(input: $input) { issued kept } }`, { input: { key: key(), areaCode: community } });
    expect(again.issueDoorCodes).toEqual({ issued: 0, kept: 2 });
    expect(await page()).toMatchObject({ address: '文化巷社区*', proven: false, members: [{ name: '赵**', relation: '***' }, { name: '钱**' }], reports: [] });
    expect(await page(proof)).toMatchObject({ address: '文化苑 3号楼 1单元 101', proven: true, members: [{ name: '赵小明', relation: '户主' }, { name: '钱多多', relation: '配偶' }] });
    expect(await page(idNumber(2).slice(-4))).toMatchObject({ proven: true });
  });

  it('cannot be made up, bent or used once it is renewed; the door next door is another', async () => {
    const bent = (at: number) => code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1);
    for (const wrong of ['', 'x', bent(3), bent(30), 'A'.repeat(38)]) expect(await page(null, wrong)).toBeNull();
    const { renewDoorCode } = await people.call(clerk, 'mutation ($id: ID!) { renewDoorCode(householdId: $id) { code } }', { id: household });
    expect(await page()).toBeNull();
    expect(await page(proof, renewDoorCode.code)).toMatchObject({ proven: true });
    expect((await callRefused(people.url, { query: pageQuery, variables: { code: (await sheet())[1]!.code, proof }, language: 'en' })).code).toBe('DOOR_PROOF_WRONG');
    expect((await people.refused(actorOf('community', { areaCode: '410811001002', id: 'far' }), 'mutation ($id: ID!) { renewDoorCode(householdId: $id) { code } }', { id: household })).code).toBe('HOUSEHOLD_NOT_FOUND');
    await expect(people.database.query(`INSERT INTO door_codes SELECT gen_random_uuid(), household_id, area_code, key_sealed, now(), 'x' FROM door_codes WHERE revoked_at IS NULL`)).rejects.toMatchObject({ constraint: 'door_codes_one' });
  });

  it('locks after five wrong proofs, also when they come at once, and longer each time', async () => {
    const answers = await Promise.all(['0001', '0002', '0003', '0004', '0005', '0006', '0007', '0008'].map(tried));
    expect(answers.filter((answer) => answer === 'DOOR_PROOF_WRONG')).toHaveLength(4);
    expect(answers.filter((answer) => answer === 'DOOR_LOCKED')).toHaveLength(4);
    expect(await tried(proof)).toBe('DOOR_LOCKED');
    people.clock.advance(15 * 60_000);
    for (const wrong of ['1001', '1002', '1003', '1004']) expect(await tried(wrong)).toBe('DOOR_PROOF_WRONG');
    expect(await tried('1005')).toBe('DOOR_LOCKED');
    people.clock.advance(16 * 60_000);
    expect(await tried(proof)).toBe('DOOR_LOCKED');
    people.clock.advance(15 * 60_000);
    expect(await page(proof)).toMatchObject({ proven: true });
    for (const wrong of ['2001', '2002', '2003', '2004']) expect(await tried(wrong)).toBe('DOOR_PROOF_WRONG');
  });

  it('proves nothing about the rest of the call: the register stays closed', async () => {
    const { text } = await callRaw(people.url, { query: `query ($code: String!, $proof: String) { doorPage(code: $code, proof: $proof) { proven } myHousehold { id } people(areaCode: "${community}") { totalCount } }`, variables: { code, proof } });
    expect(JSON.parse(text).data ?? {}).not.toHaveProperty('people.totalCount');
    expect(text).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('a household\'s own report', () => {
  it('is a QR visit in the open round that takes them, and in no other', async () => {
    const open = async (methods: string[]) => (await people.call(office, `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, { input: { key: key(), name: '轮', areaCode: street, methods, startsOn: '2022-11-20', endsOn: '2022-11-22' } })).openSweepRound.id;
    const [byQr, byDoor] = [await open(['DOOR', 'QR']), await open(['DOOR'])];
    const sent = await send(([one, two]) => [{ personId: one, present: true, temperature: 36.5, movements: [{ originAreaCode: '4201', cameOn: '2022-11-15' }] }, { personId: two, present: false }]);
    const answers = await Promise.all([1, 2, 3].map(() => callGraph(people.url, sent)));
    expect(answers[0]!.reportHousehold).toMatchObject({ present: 1, absent: 1, fever: 0, moved: 1, rounds: 1 });
    expect(answers[1]).toEqual(answers[0]);
    const coverage = async (id: string) => (await people.call(office, 'query ($id: ID!) { sweepRound(id: $id) { coverage { reached returnees { origin people } } } }', { id })).sweepRound.coverage;
    expect(await coverage(byQr)).toEqual({ reached: 1, returnees: [{ origin: 'OUTBREAK_CITY', people: 1 }] });
    expect(await coverage(byDoor)).toMatchObject({ reached: 0 });
    expect((await outboxOf(people, 'people.household-reported.v1')).map(({ data }) => data)).toMatchObject([{ present: 1, absent: 1, moved: 1 }]);
    expect(await people.database.query('SELECT count(*)::int AS n FROM self_reports')).toEqual([{ n: 1 }]);
  });

  it('sets the code of who came from a risk area, once, and tells it; a fever is told too', async () => {
    const members = ([one, two]: string[]) => [
      { personId: one, present: true, temperature: 37.3, movements: [{ originAreaCode: '420106', cameOn: '2022-11-19', risk: 'HIGH' }] },
      { personId: two, present: true, temperature: 37.2, movements: [{ originAreaCode: '4101', cameOn: '2022-11-10', risk: 'MEDIUM' }] },
    ];
    expect((await callGraph(people.url, await send(members))).reportHousehold).toMatchObject({ fever: 1, moved: 2 });
    await callGraph(people.url, await send(members));
    const told = await outboxOf(people, 'people.risk-movement-reported.v1');
    expect(told.map(({ data }) => [data.risk, data.originAreaCode, data.temperature])).toEqual([['HIGH', '420106', 37.3], ['MEDIUM', '4101', 37.2]]);
    expect((await outboxOf(people, 'people.fever-self-reported.v1')).map(({ data }) => data.temperature)).toEqual([37.3, 37.3]);
    // One follow-up for the person, whom two reports are about.
    expect(await people.database.query('SELECT (SELECT count(*)::int FROM fever_follow_ups) AS ups, (SELECT count(DISTINCT follow_up_id)::int FROM fever_reports) AS joined')).toEqual([{ ups: 1, joined: 1 }]);
    const { people: found } = await people.call(clerk, `{ people(areaCode: "${community}", first: 3) { edges { node { name healthCode { code until rule { id } } codeHistory { code } } } } }`);
    const of = (name: string) => found.edges.find(({ node }: { node: { name: string } }) => node.name === name).node;
    // Nine days ago a medium risk was yellow for seven days: that term is over and sets nothing.
    expect(of('钱多多')).toMatchObject({ healthCode: { code: 'GREEN' }, codeHistory: [] });
    const [head] = await people.database.query(`SELECT code, until FROM code_changes`);
    expect(head).toMatchObject({ code: 'RED' });
    expect(await people.database.query('SELECT count(*)::int AS n FROM code_changes')).toEqual([{ n: 1 }]);
    const { selfReports } = await people.call(actorOf('grid'), `{ selfReports(areaCode: "${community}", feverOnly: true) { totalCount edges { node { household { address } members { person { name } temperature movements { originCode risk cameOn } } } } } }`);
    expect(selfReports.totalCount).toBe(2);
    expect(selfReports.edges[0].node.members).toContainEqual(expect.objectContaining({ temperature: 37.3, movements: [{ originCode: '420106', risk: 'HIGH', cameOn: '2022-11-19' }] }));
    expect((await page(proof)).reports).toMatchObject([{ fever: 1, way: 'DOOR' }, { fever: 1 }]);
  });

  it('is refused without a proof, with strangers, nobody, twice the same, a hot joke or a journey of last month', async () => {
    const attempt = async (members: (ids: string[]) => object[], more: object = {}) => (await callRefused(people.url, { ...(await send(members, more)), language: 'en' })).code;
    const home = (ids: string[]) => [{ personId: ids[0], present: true }];
    expect(await attempt(home, { proof: null })).toBe('DOOR_PROOF_WRONG');
    expect(await attempt(home, { code: 'x' })).toBe('DOOR_UNKNOWN');
    expect(await attempt(home, { code: null })).toBe('DOOR_UNKNOWN');
    expect(await attempt(() => [])).toBe('REPORT_EMPTY');
    expect(await attempt((ids) => [...home(ids), ...home(ids)])).toBe('REPORT_EMPTY');
    expect(await attempt(() => [{ personId: crypto.randomUUID(), present: true }])).toBe('PERSON_NOT_FOUND');
    expect(await attempt((ids) => [{ personId: ids[0], present: true, temperature: 50 }])).toBe('TEMPERATURE_INVALID');
    expect(await attempt((ids) => [{ personId: ids[0], present: true, movements: [{ originAreaCode: '4201', cameOn: '2022-11-05' }] }])).toBe('MOVEMENT_INVALID');
    expect(await attempt(home, { reportedAt: '2022-11-20T09:00:00+08:00' })).toBe('REPORT_TIME_INVALID');
    expect(await people.database.query('SELECT count(*)::int AS n FROM self_reports')).toEqual([{ n: 0 }]);
  });
});
