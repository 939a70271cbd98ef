import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, idNumber, importLines, layDistrict, line } from '../testing/district.ts';
import { draw } from './specimen.draw.ts';

let people: BootedSubgraph;
const office = actorOf('register');
const clerk = actorOf('community');
const squad = actorOf('revisit');
const doors = 20;

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, Array.from({ length: doors }, (_, at) => (at >= 15 ? line(at + 1, { name: '', idNumber: '', phone: '', relation: '', occupancy: '空置' }) : line(at + 1, { name: `赵${'一二三四五六七八九十甲乙丙丁戊'[at]}明`, phone: `1380000${1000 + at}` }))));
  const { openSweepRound } = await people.call(office, `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, {
    input: { key: crypto.randomUUID(), name: '首轮', areaCode: '410811', startsOn: '2022-11-20', endsOn: '2022-11-22' },
  });
  const { households } = await people.call(clerk, `{ households(areaCode: "${grid}", occupancy: OCCUPIED, first: 100) { edges { node { id } } } }`);
  for (const { node } of households.edges) {
    await people.call(clerk, `mutation ($input: RecordVisitInput!) { recordVisit(input: $input) { id } }`, {
      input: { key: crypto.randomUUID(), roundId: openSweepRound.id, householdId: node.id, outcome: 'VISITED', returnees: [{ origin: 'OUTBREAK_CITY', people: 1 }], visitedAt: '2022-11-20T07:59:00+08:00' },
    });
  }
}, 60_000);
afterAll(() => people.stop());

const specimenFields = `id seed algorithm population frameHash size sizeBy margin met notMet left results { field compared differing rate low high method } discrepancies { total open overdue done }
  doors(first: 100) { totalCount edges { node { id place household { id } firstBy first { occupancy residents headName phone returnees } second { occupancy residents headName phone returnees } met differing } } } report { id }`;
const drawSpecimen = `mutation ($input: DrawSpecimenInput!) { drawSpecimen(input: $input) { ${specimenFields} } }`;
async function drawn(change: object = {}) {
  return (await people.call(office, drawSpecimen, { input: { key: crypto.randomUUID(), areaCode: community, title: '文化巷解剖', seed: 'seed-1', doors: 10, ...change } })).drawSpecimen;
}
async function specimen(id: string) {
  return (await people.call(office, `query ($id: ID!) { specimen(id: $id) { ${specimenFields} } }`, { id })).specimen;
}
const recordRevisit = `mutation ($input: RecordRevisitInput!) { recordRevisit(input: $input) { id met address } }`;
const revisit = (doorId: string, answers: object, who = squad) => people.call(who, recordRevisit, { input: { key: crypto.randomUUID(), doorId, ...answers } });

interface Door { id: string; place: number; household: { id: string }; firstBy: string | null; first: { occupancy: string; residents: number; headName: string | null; phone: string | null; returnees: number | null }; differing: string[] }
const doorsOf = (of: { doors: { edges: { node: Door }[] } }) => of.doors.edges.map(({ node }) => node);
/** What the first squad answered, as the second would find it too. */
const sameAs = ({ first }: Door) => ({ met: true, occupancy: first.occupancy, residents: first.residents, headName: first.headName, phone: first.phone, returnees: first.returnees });

describe('a specimen', () => {
  it('is drawn by its seed, so that everybody can draw it again', async () => {
    const one = await drawn();
    expect(one).toMatchObject({ seed: 'seed-1', algorithm: 'sha256-rank-v1', population: doors, size: 10, sizeBy: 'COUNT', met: 0, notMet: 0, left: 10, report: null });
    const ids = (await people.database.query<{ id: string }[]>('SELECT id FROM households')).map(({ id }) => id);
    expect(doorsOf(one).map(({ household }) => household.id)).toEqual(draw('seed-1', ids, 10));
    expect(doorsOf(await drawn()).map(({ household }) => household.id)).toEqual(doorsOf(one).map(({ household }) => household.id));
    expect((await drawn({ seed: null })).seed).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is as large as the wanted precision asks', async () => {
    expect(await drawn({ doors: null, margin: 0.1 })).toMatchObject({ sizeBy: 'PRECISION', margin: 0.1, size: 17 });
    expect((await people.call(office, `{ specimenSize(areaCode: "${community}", margin: 0.1) }`)).specimenSize).toBe(17);
  });

  it('is refused where there is nothing to draw from, too much, elsewhere, or twice with one key', async () => {
    const input = { key: crypto.randomUUID(), areaCode: community, title: '标本', doors: 10 };
    expect((await people.refused(office, drawSpecimen, { input: { ...input, areaCode: '410811001002' } })).code).toBe('SPECIMEN_EMPTY');
    expect((await people.refused(office, drawSpecimen, { input: { ...input, doors: 21 } })).code).toBe('SPECIMEN_SIZE_INVALID');
    expect((await people.refused(actorOf('street', { areaCode: '410811001002' }), drawSpecimen, { input })).code).toBe('AREA_NOT_YOURS');
    expect((await people.refused(clerk, drawSpecimen, { input })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    const { id } = (await people.call(office, drawSpecimen, { input })).drawSpecimen;
    expect((await people.call(office, drawSpecimen, { input })).drawSpecimen.id).toBe(id);
  });
});

describe('the revisiting squad', () => {
  const firstAnswers = ['households(areaCode: "410811") { totalCount }', 'people(areaCode: "410811") { totalCount }', 'sweepRounds(areaCode: "410811") { id }', 'specimens(areaCode: "410811") { totalCount }',
    'discrepancies(areaCode: "410811") { totalCount }'];

  it('finds its doors, and no way to the first answers', async () => {
    const one = await drawn();
    const { blindDoors } = await people.call(squad, `{ blindDoors(areaCode: "410811", first: 100) { edges { node { id address place met } } } }`);
    const mine = blindDoors.edges.map(({ node }: { node: { id: string } }) => node).filter(({ id }: { id: string }) => doorsOf(one).some((door) => door.id === id));
    expect(mine).toHaveLength(10);
    expect(mine[0].address).toMatch(/^文化苑 3号楼 1单元 \d+$/);
    for (const query of firstAnswers) expect((await people.refused(squad, `{ ${query} }`)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect((await people.refused(squad, `{ specimen(id: "${one.id}") { doors { edges { node { first { residents } } } } } }`)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    const { _service } = await people.call(squad, '{ _service { sdl } }').catch(() => ({ _service: { sdl: '' } }));
    // Of the type that it gets, no field says what was answered before.
    expect(/type BlindDoor [^}]*\}/.exec(_service.sdl || (await import('../generated/sdl.ts')).sdl)![0]).not.toMatch(/first|resident|occupancy|household|returnee|phone|name:/i);
  });

  it('is refused when it could look the first answers up: a scope of the register or the sweep is one too many', async () => {
    const [door] = doorsOf(await drawn());
    for (const scope of ['household:read', 'sweep:read', 'sweep:visit', 'specimen:read']) {
      const seeing = actorOf('revisit', { id: `seeing ${scope}`, scopes: ['area:read', 'specimen:revisit', scope] });
      expect((await people.refused(seeing, recordRevisit, { input: { key: crypto.randomUUID(), doorId: door!.id, met: false } })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
      expect((await people.refused(seeing, `{ blindDoors(areaCode: "410811") { totalCount } }`)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
    expect((await people.refused(clerk, recordRevisit, { input: { key: crypto.randomUUID(), doorId: door!.id, met: false } })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });

  it('is another than the first, whichever role it has by now', async () => {
    const door = doorsOf(await drawn()).find(({ firstBy }) => firstBy !== null)!;
    const same = actorOf('revisit', { id: 'community' });
    expect((await people.refused(same, recordRevisit, { input: { key: crypto.randomUUID(), doorId: door.id, met: false } })).code).toBe('SPECIMEN_SAME_SQUAD');
    await expect(people.database.query(`UPDATE specimen_doors SET result = 'NOT_MET', revisited_at = now(), revisited_by_id = first_by_id WHERE id = $1`, [door.id])).rejects.toThrow('another_squad');
  });

  it('answers once; where nobody was met it may come again; elsewhere it has no door', async () => {
    const [door, other] = doorsOf(await drawn());
    expect((await revisit(door!.id, { met: false, note: '无人' })).recordRevisit).toMatchObject({ met: false });
    expect((await revisit(door!.id, sameAs(door!))).recordRevisit).toMatchObject({ met: true });
    expect((await people.refused(squad, recordRevisit, { input: { key: crypto.randomUUID(), doorId: door!.id, ...sameAs(door!) } })).code).toBe('SPECIMEN_DOOR_DONE');
    expect((await people.refused(squad, recordRevisit, { input: { key: crypto.randomUUID(), doorId: other!.id, met: true } })).code).toBe('REVISIT_ANSWERS_INVALID');
    const elsewhere = actorOf('revisit', { id: 'elsewhere', areaCode: '410811001002' });
    for (const doorId of [other!.id, crypto.randomUUID()]) {
      expect((await people.refused(elsewhere, recordRevisit, { input: { key: crypto.randomUUID(), doorId, met: false } })).code).toBe('SPECIMEN_DOOR_NOT_FOUND');
    }
  });
});

describe('the result', () => {
  it('is a rate by field with its interval, published for every agency and never edited; each difference is corrected in the register', async () => {
    const one = await drawn({ seed: 'result', doors: 20, title: '全数' });
    const all = doorsOf(one);
    const [wrongPhone, wrongCount] = all.filter(({ first }) => first.occupancy === 'OCCUPIED');
    const livedIn = all.find(({ first }) => first.occupancy === 'VACANT')!;
    const absent = all.at(-1) === livedIn ? all.at(-2)! : all.at(-1)!;
    for (const door of all) {
      const change = door === wrongPhone ? { phone: '13900009999' } : door === wrongCount ? { residents: 2 } : door === livedIn ? { occupancy: 'OCCUPIED', residents: 1 } : {};
      if (door !== absent) await revisit(door.id, { ...sameAs(door), ...change });
    }
    const publishSpecimen = `mutation ($id: ID!) { publishSpecimen(specimenId: $id) { id met notMet population size seed method results { field compared differing rate low high method } corrections { total open } agency } }`;
    expect(await people.refused(office, publishSpecimen, { id: one.id })).toMatchObject({ code: 'SPECIMEN_UNFINISHED', extensions: expect.objectContaining({ left: 1 }) });
    await revisit(absent.id, { met: false });
    const { results, discrepancies } = await specimen(one.id);
    const of = (field: string) => results.find((row: { field: string }) => row.field === field);
    expect(of('OCCUPANCY')).toMatchObject({ compared: 19, differing: 1, rate: 1 / 19, method: 'WILSON_FPC' });
    expect(of('RESIDENTS')).toMatchObject({ compared: 19, differing: 2 });
    expect(of('PHONE')).toMatchObject({ differing: 1 });
    expect(discrepancies).toEqual({ total: 4, open: 4, overdue: 0, done: 0 });

    const { publishSpecimen: report } = await people.call(office, publishSpecimen, { id: one.id });
    expect(report).toMatchObject({ met: 19, notMet: 1, population: 20, size: 20, seed: 'result', results, agency: 'street', corrections: { total: 4, open: 4 } });
    expect(report.method).toContain('种子 result');
    expect((await people.call(office, publishSpecimen, { id: one.id })).publishSpecimen.id).toBe(report.id);
    expect((await people.refused(squad, recordRevisit, { input: { key: crypto.randomUUID(), doorId: absent.id, ...sameAs(absent) } })).code).toBe('SPECIMEN_PUBLISHED');
    for (const statement of [`UPDATE specimen_reports SET results = '[]'`, `DELETE FROM specimen_reports`]) await expect(people.database.query(statement)).rejects.toThrow('never edited');
    for (const who of ['health', 'police', 'supply', 'command', 'auditor', 'guard', 'pharmacy']) {
      const { specimenReports } = await people.call(actorOf(who), `{ specimenReports(areaCode: "410811") { edges { node { id title results { field rate low high } } } } }`);
      expect(specimenReports.edges[0].node).toMatchObject({ id: report.id, title: '全数' });
    }
    await corrections(one.id, { wrongPhone: wrongPhone!, wrongCount: wrongCount!, livedIn });
  }, 30_000);

  const resolveDiscrepancy = `mutation ($input: ResolveDiscrepancyInput!) { resolveDiscrepancy(input: $input) { id resolution changeType changeId changeVersion note doneBy version } }`;

  async function corrections(specimenId: string, { wrongPhone, wrongCount, livedIn }: Record<'wrongPhone' | 'wrongCount' | 'livedIn', Door>) {
    const { discrepancies } = await people.call(clerk, `{ discrepancies(areaCode: "${community}", specimenId: "${specimenId}", open: true) { totalCount edges { node { id field version firstAnswer secondAnswer household { id version } overdue } } } }`);
    expect(discrepancies.totalCount).toBe(4);
    const at = (door: Door, field: string) => discrepancies.edges.map(({ node }: { node: object }) => node).find((node: { field: string; household: { id: string } }) => node.field === field && node.household.id === door.household.id);
    const settle = (of: { id: string; version: number }, resolution = 'CORRECTED', note: string | null = null) => ({ input: { discrepancyId: of.id, version: of.version, resolution, note } });

    const phone = at(wrongPhone, 'PHONE');
    expect(phone).toMatchObject({ firstAnswer: expect.stringMatching(/^138\*{4}/), secondAnswer: '139****9999' });
    const corrected = (await people.call(clerk, resolveDiscrepancy, settle(phone))).resolveDiscrepancy;
    expect(corrected).toMatchObject({ resolution: 'CORRECTED', changeType: 'Person', changeVersion: 2, doneBy: '文化巷社区' });
    expect((await people.call(clerk, `{ person(id: "${corrected.changeId}") { phone version } }`)).person).toEqual({ phone: '13900009999', version: 2 });
    expect((await people.refused(clerk, resolveDiscrepancy, settle(phone))).code).toBe('DISCREPANCY_CHANGED_MEANWHILE');

    const occupancy = at(livedIn, 'OCCUPANCY');
    expect((await people.call(clerk, resolveDiscrepancy, settle(occupancy))).resolveDiscrepancy).toMatchObject({ changeType: 'Household', changeId: livedIn.household.id, changeVersion: occupancy.household.version + 1 });
    expect((await people.call(clerk, `{ household(id: "${livedIn.household.id}") { occupancy } area(code: "${community}") { register { vacantHouseholds } } }`))).toEqual({
      household: { occupancy: 'OCCUPIED' }, area: { register: { vacantHouseholds: 4 } },
    });

    // How many live there, nobody can enter but with their names.
    const count = at(wrongCount, 'RESIDENTS');
    expect((await people.refused(clerk, resolveDiscrepancy, settle(count))).code).toBe('DISCREPANCY_NOT_CORRECTED');
    await people.call(clerk, `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id } }`, {
      input: { key: crypto.randomUUID(), name: '赵新来', idNumber: idNumber(777), areaCode: community, householdId: wrongCount.household.id },
    });
    expect((await people.call(clerk, resolveDiscrepancy, settle(count))).resolveDiscrepancy).toMatchObject({ changeType: 'Household', changeId: wrongCount.household.id });

    const explained = at(livedIn, 'RESIDENTS');
    expect((await people.refused(clerk, resolveDiscrepancy, settle(explained, 'CHANGED_SINCE'))).code).toBe('NOTE_REQUIRED');
    expect((await people.call(clerk, resolveDiscrepancy, settle(explained, 'CHANGED_SINCE', '昨日搬入'))).resolveDiscrepancy).toMatchObject({ changeType: null, note: '昨日搬入' });
    expect((await specimen(specimenId)).discrepancies).toEqual({ total: 4, open: 0, overdue: 0, done: 4 });
    const other = actorOf('community', { id: 'other', areaCode: '410811001002' });
    for (const id of [phone.id, crypto.randomUUID()]) expect((await people.refused(other, resolveDiscrepancy, settle({ id, version: 1 }))).code).toBe('DISCREPANCY_NOT_FOUND');
  }
});
