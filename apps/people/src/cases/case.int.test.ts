import { actorOf } from '@lianfang/testing/graph';
import { transact } from '@lianfang/platform/persistence';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { contactTable, exposureTable } from '../contacts/contact.table.ts';
import { infectionLinkTable } from '../chains/chain.table.ts';
import { bootPeople, community, layDistrict, outboxOf } from '../testing/district.ts';
import { health, outbreakOf } from '../testing/outbreak.ts';
import { caseFactTable, caseTable } from './case.table.ts';
import { insertFacts } from './fact.store.ts';

let people: BootedSubgraph;
let outbreak: ReturnType<typeof outbreakOf>;

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  outbreak = outbreakOf(people);
});

afterAll(() => people.stop());

const rows = (sql: string, ...parameters: unknown[]) => people.database.query(sql, parameters);

describe('a case', () => {
  it('is opened with a number, turns red by rule, and is told without a name', async () => {
    const personId = await outbreak.enter();
    const opened = await outbreak.register(personId, { origin: 'IMPORTED', severity: 'COMMON' });
    expect(opened).toMatchObject({ number: expect.stringMatching(/^410811-2022-\d{4}$/), class: 'CONFIRMED', origin: 'IMPORTED', severity: 'COMMON', outcome: 'UNDER_TREATMENT' });
    expect(opened.facts).toHaveLength(3);
    expect(await outbreak.codeOf(personId)).toBe('RED');
    const [change] = await rows('SELECT rule_id, evidence_kind, evidence_reference FROM code_changes WHERE person_id = $1', personId);
    expect(change).toEqual({ rule_id: 'case-infected', evidence_kind: 'MEDICAL_DIAGNOSIS', evidence_reference: opened.id });
    const told = (await outboxOf(people, 'people.case-confirmed.v1')).find(({ data }) => data.caseId === opened.id)!;
    expect(told.data).toEqual({ caseId: opened.id, personId, householdId: null, areaCode: community, class: 'CONFIRMED', day: outbreak.today() });
  });

  it('suspected becomes confirmed or excluded; asymptomatic becomes confirmed; nothing goes back but by correction', async () => {
    const suspected = await outbreak.register(await outbreak.enter(), { class: 'SUSPECTED' });
    const silent = await outbreak.register(await outbreak.enter(), { class: 'ASYMPTOMATIC' });
    outbreak.nextDay();
    expect(await outbreak.record(suspected.id, 'CLASS', 'CONFIRMED')).toMatchObject({ class: 'CONFIRMED' });
    expect(await outbreak.record(silent.id, 'CLASS', 'CONFIRMED')).toMatchObject({ class: 'CONFIRMED' });
    const refused = (await people.refused(health, `mutation ($input: RecordCaseFactInput!) { recordCaseFact(input: $input) { id } }`, {
      input: { key: crypto.randomUUID(), caseId: suspected.id, kind: 'CLASS', value: 'ASYMPTOMATIC', day: outbreak.today() },
    }));
    expect(refused).toMatchObject({ code: 'FACT_OUT_OF_ORDER', message: expect.stringContaining('correct it') });
    const excluded = await outbreak.register(await outbreak.enter(), { class: 'SUSPECTED' });
    expect(await outbreak.record(excluded.id, 'CLASS', 'EXCLUDED')).toMatchObject({ class: 'EXCLUDED' });
  });

  it('keeps its severity over time; a correction is a fact more, with a reason, and what was wrong stays to be read', async () => {
    const of = await outbreak.register(await outbreak.enter(), { severity: 'COMMON' });
    outbreak.nextDay();
    await outbreak.record(of.id, 'SEVERITY', 'SEVERE');
    outbreak.nextDay();
    const critical = await outbreak.record(of.id, 'SEVERITY', 'CRITICAL');
    const wrong = critical.facts.findLast(({ value }: { value: string }) => value === 'CRITICAL');
    const corrected = await outbreak.correct(wrong.id, { value: 'COMMON' });
    expect(corrected).toMatchObject({ severity: 'COMMON' });
    expect(corrected.facts.filter(({ kind }: { kind: string }) => kind === 'SEVERITY')).toMatchObject([
      { value: 'COMMON', live: true }, { value: 'SEVERE', live: true }, { value: 'CRITICAL', live: false }, { value: 'COMMON', live: true, corrects: wrong.id, reason: '复核病历' },
    ]);
    await expect(rows(`UPDATE case_facts SET value = 'MILD' WHERE id = $1`, wrong.id)).rejects.toMatchObject({ constraint: 'fact_stands' });
    const again = { input: { key: crypto.randomUUID(), factId: wrong.id, value: 'MILD', reason: '再改' } };
    expect((await people.refused(health, `mutation ($input: CorrectCaseFactInput!) { correctCaseFact(input: $input) { id } }`, again)).code).toBe('FACT_CORRECTED_ALREADY');
    const noReason = { input: { key: crypto.randomUUID(), factId: corrected.facts.at(-1).id, value: 'MILD', reason: ' ' } };
    expect((await people.refused(health, `mutation ($input: CorrectCaseFactInput!) { correctCaseFact(input: $input) { id } }`, noReason)).code).toBe('REASON_MISSING');
  });

  it('is open once per person, also for two offices at once and for raw SQL', async () => {
    const personId = await outbreak.enter();
    const twice = await Promise.allSettled([outbreak.register(personId), outbreak.register(personId)]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [of] = await rows('SELECT * FROM cases WHERE person_id = $1', personId);
    await rows(`INSERT INTO cases (id, number, person_id, area_code, opened_on, opened_at, opened_by_id, opened_by, agency) VALUES ($1, 'x', $2, $3, '2022-11-20', now(), 'a', 'a', 'health')`, crypto.randomUUID(), of.person_id, of.area_code);
    await expect(rows(`UPDATE cases SET class = 'CONFIRMED' WHERE number = 'x'`)).rejects.toMatchObject({ constraint: 'one_open_case' });
    await rows(`DELETE FROM cases WHERE number = 'x'`);
  });

  it('answers the same key with the same case', async () => {
    const input = { key: crypto.randomUUID(), personId: await outbreak.enter(), class: 'CONFIRMED', origin: 'LOCAL', day: outbreak.today() };
    const register = () => people.call(health, `mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { id number } }`, { input });
    expect(await register()).toEqual(await register());
  });

  it('refuses days ahead, words that name persons, severity of a suspected case, anything after the end', async () => {
    const personId = await outbreak.enter();
    const code = async (more: object) =>
      (await people.refused(health, `mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { id } }`, {
        input: { key: crypto.randomUUID(), personId, class: 'SUSPECTED', origin: 'LOCAL', day: outbreak.today(), ...more },
      })).code;
    expect(await code({ day: '2099-01-01' })).toBe('DAY_INVALID');
    expect(await code({ reason: '电话 13800001234' })).toBe('TEXT_NAMES_PERSON');
    expect(await code({ severity: 'MILD' })).toBe('FACT_OUT_OF_ORDER');
    expect(await code({ personId: crypto.randomUUID() })).toBe('PERSON_NOT_FOUND');
    const of = await outbreak.register(personId);
    await outbreak.record(of.id, 'OUTCOME', 'CURED');
    const late = { input: { key: crypto.randomUUID(), caseId: of.id, kind: 'SEVERITY', value: 'MILD', day: outbreak.today() } };
    expect((await people.refused(health, `mutation ($input: RecordCaseFactInput!) { recordCaseFact(input: $input) { id } }`, late)).code).toBe('FACT_OUT_OF_ORDER');
    expect(await outbreak.codeOf(personId)).toBe('GREEN');
  });

  it('is the commission\'s alone; elsewhere it is nobody, and a foreign id and a missing one answer alike', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const query = `query ($id: ID!) { case(id: $id) { id } }`;
    for (const who of ['street', 'community', 'grid', 'guard', 'police', 'supply', 'command', 'facility', 'auditor', 'admin', 'resident']) {
      expect((await people.refused(actorOf(who), query, { id: of.id })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
    const elsewhere = actorOf('health', { areaCode: '410802', id: 'elsewhere' });
    expect(await people.call(elsewhere, query, { id: of.id })).toEqual(await people.call(elsewhere, query, { id: crypto.randomUUID() }));
    const record = (id: string) => people.refused(elsewhere, `mutation ($input: RecordCaseFactInput!) { recordCaseFact(input: $input) { id } }`, { input: { key: crypto.randomUUID(), caseId: id, kind: 'OUTCOME', value: 'CURED', day: outbreak.today() } });
    expect((await record(of.id)).message).toBe((await record(crypto.randomUUID())).message);
    const correct = (id: string) => people.refused(elsewhere, `mutation ($input: CorrectCaseFactInput!) { correctCaseFact(input: $input) { id } }`, { input: { key: crypto.randomUUID(), factId: id, reason: '改' } });
    expect((await correct(of.facts[0].id)).message).toBe((await correct(crypto.randomUUID())).message);
  });

  it('is found by number, name and state', async () => {
    const of = await outbreak.register(await outbreak.enter(), { origin: 'IMPORTED', severity: 'CRITICAL' });
    const list = async (more: string) => (await people.call(health, `{ cases(areaCode: "410811"${more}) { totalCount edges { node { id } } } }`)).cases;
    expect((await list(`, search: "${of.number}"`)).edges).toEqual([{ node: { id: of.id } }]);
    expect((await list(`, severity: CRITICAL, origin: IMPORTED`)).edges).toEqual([{ node: { id: of.id } }]);
    expect((await list(`, search: "赵小"`)).totalCount).toBeGreaterThan(3);
    expect((await list(`, search: "钱"`)).totalCount).toBe(0);
  });
});

describe('who infected whom', () => {
  const link = `mutation ($input: LinkInfectionInput!) { linkInfection(input: $input) { id certainty } }`;
  const linkOf = (sourceCaseId: string, caseId: string, certainty = 'PROBABLE') => ({ input: { sourceCaseId, caseId, certainty } });

  it('is a graph without circles, however it is tried', async () => {
    const [a, b, c, d] = (await Promise.all((await outbreak.several(4)).map((id) => outbreak.register(id)))).map(({ id }) => id as string) as [string, string, string, string];
    await people.call(health, link, linkOf(a, b, 'CERTAIN'));
    await people.call(health, link, linkOf(b, c));
    expect((await people.refused(health, link, linkOf(c, a))).code).toBe('INFECTION_CIRCLE');
    expect((await people.refused(health, link, linkOf(a, a))).code).toBe('INFECTION_CIRCLE');
    expect((await people.refused(health, link, linkOf(a, b))).code).toBe('INFECTION_KNOWN');
    expect((await people.refused(health, link, linkOf(d, b, 'CERTAIN'))).code).toBe('CERTAIN_SOURCE_KNOWN');
    // Two links that together close a circle, at the same moment.
    const both = await Promise.allSettled([people.call(health, link, linkOf(c, d)), people.call(health, link, linkOf(d, a))]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const raw = `INSERT INTO infection_links (id, source_case_id, case_id, certainty, recorded_at, recorded_by_id, recorded_by) VALUES ($1, $2, $3, 'POSSIBLE', now(), 'a', 'a')`;
    await expect(rows(raw, crypto.randomUUID(), c, a)).rejects.toMatchObject({ constraint: 'infection_circle' });
    const { transmissionChain: chain } = await people.call(health, `query ($id: ID!) { transmissionChain(areaCode: "410811", caseId: $id) { generations clusters nodes { id generation cluster infected case { number } } edges { sourceId targetId certainty } } }`, { id: b });
    expect(chain).toMatchObject({ clusters: 1 });
    expect(chain.nodes).toContainEqual(expect.objectContaining({ id: b, infected: 1, case: { number: expect.any(String) } }));
    expect(chain.edges).toContainEqual({ sourceId: a, targetId: b, certainty: 'CERTAIN' });
  });

  it('is withdrawn with a reason, and then the other direction is free', async () => {
    const [a, b] = (await Promise.all((await outbreak.several(2)).map((id) => outbreak.register(id)))).map(({ id }) => id as string) as [string, string];
    const { linkInfection } = await people.call(health, link, linkOf(a, b));
    const withdraw = `mutation ($id: ID!, $reason: String!) { withdrawInfection(linkId: $id, reason: $reason) { id } }`;
    expect((await people.refused(health, withdraw, { id: linkInfection.id, reason: '' })).code).toBe('REASON_MISSING');
    await people.call(health, withdraw, { id: linkInfection.id, reason: '基因测序不符' });
    expect((await people.refused(health, withdraw, { id: linkInfection.id, reason: '再撤' })).code).toBe('INFECTION_NOT_FOUND');
    await people.call(health, link, linkOf(b, a));
  });
});

it('every table is saved and loaded as it was', async () => {
  const [from, to, contactId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const at = new Date('2022-11-20T08:00:00+08:00');
  const by = { recordedAt: at, recordedById: 'health', recordedBy: '区卫健委' };
  const { manager } = people.database;
  const of = { personId: from, areaCode: community, onsetOn: '2022-11-18', class: 'EXCLUDED', origin: 'LOCAL', severity: 'MILD', outcome: 'CURED', openedOn: '2022-11-19', openedAt: at, openedById: 'h', openedBy: '卫', agency: 'health' } as const;
  const cases = [{ ...of, id: from, number: 'n1' }, { ...of, id: to, number: 'n2' }];
  const contact = {
    id: contactId, personId: to, areaCode: community, kind: 'CLOSE', state: 'TURNED_CASE', declaredOn: '2022-11-18', lastExposureOn: '2022-11-17', endsOn: '2022-11-25', ruleVersion: '2022-11',
    caseId: to, declaredAt: at, declaredById: 'h', declaredBy: '卫', agency: 'health',
  } as const;
  const exposure = {
    id: crypto.randomUUID(), contactId, caseId: from, sourceContactId: null, kind: 'MEAL', occurredOn: '2022-11-17', place: '饭店', note: '同桌', ruleId: 'unit', ruleVersion: '8', ...by,
    withdrawnAt: at, withdrawnBy: '卫', withdrawnReason: '误',
  } as const;
  const link = { id: crypto.randomUUID(), sourceCaseId: from, caseId: to, certainty: 'POSSIBLE', note: '同桌', ruleId: 'promotion', ...by, withdrawnAt: at, withdrawnBy: '卫', withdrawnReason: '误' } as const;
  for (const [table, saved] of [[caseTable, cases], [contactTable, [contact]], [exposureTable, [exposure]], [infectionLinkTable, [link]]] as const) {
    await manager.insert(table as typeof caseTable, saved as never);
    for (const row of saved) expect(await manager.findOneBy(table as typeof caseTable, { id: row.id })).toEqual(row);
  }
  const fact = { id: crypto.randomUUID(), caseId: null, contactId, kind: 'KIND', value: 'CLOSE', onDay: '2022-11-18', corrects: null, reason: '同桌', ruleId: 'trace', ruleVersion: '8', ...by, agency: 'health' };
  await transact(people.database, (tx) => insertFacts(tx, [fact]));
  expect(await manager.findOneBy(caseFactTable, { id: fact.id })).toEqual({ ...fact, placeInDay: expect.any(Number) });
});
