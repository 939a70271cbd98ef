import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, idNumber, importLines, layDistrict, line, outboxOf } from '../testing/district.ts';
import { countQueries } from '../testing/queries.ts';
import { health, outbreakOf } from '../testing/outbreak.ts';
import { addDays } from './contact.rules.ts';

let people: BootedSubgraph;
let outbreak: ReturnType<typeof outbreakOf>;

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  outbreak = outbreakOf(people);
});

afterAll(() => people.stop());

interface Row { id: string; kind: string; dueOn: string; value: string; live: boolean }

describe('contacts', () => {
  it('are put under observation with exposure, lists, code and proposal, many at once', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const ids = await outbreak.several(3);
    const told = await outbreak.trace({ caseId: of.id }, ids);
    expect(told).toMatchObject({ added: 3, joined: 0, refused: 0 });
    const { contact } = told.verdicts[0];
    const day = outbreak.today();
    expect(contact).toMatchObject({ kind: 'CLOSE', state: 'UNDER_OBSERVATION', lastExposureOn: day, endsOn: addDays(day, 8), ruleVersion: '2022-11', exposures: [{ kind: 'MEAL', place: '人民饭店', case: { id: of.id } }] });
    const tests = contact.followUps.filter(({ kind }: Row) => kind === 'TEST').map(({ dueOn }: Row) => dueOn);
    expect(tests).toEqual([1, 2, 3, 5, 8].map((after) => addDays(day, after)));
    expect(contact.followUps.filter(({ kind }: Row) => kind === 'TEMPERATURE')).toHaveLength(8);
    expect(await outbreak.codeOf(ids[0]!)).toBe('RED');
    const events = (await outboxOf(people, 'people.contact-traced.v1')).filter(({ data }) => data.caseId === of.id);
    expect(events.map(({ data }) => data.personId).sort()).toEqual([...ids].sort());
    expect(events[0]!.data).toMatchObject({ kind: 'CLOSE', areaCode: community, lastExposureOn: day });
  });

  it('cost the same number of statements for three and for three hundred', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const [few, many] = [await outbreak.several(3), await outbreak.several(60)];
    const traceAll = (ids: string[]) => countQueries(people.database, /./, () => people.call(health, `mutation ($input: TraceContactsInput!) { traceContacts(input: $input) { added } }`, {
      input: { key: crypto.randomUUID(), caseId: of.id, personIds: ids, exposure: { kind: 'WORK', day: outbreak.today() } },
    }));
    const first = await traceAll(few);
    const second = await traceAll(many);
    expect(second.answer.traceContacts.added).toBe(60);
    expect(second.queries).toBeLessThanOrEqual(first.queries + 1);
  });

  it('exposed again are observed once, longer, and counted once', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const other = await outbreak.register(await outbreak.enter());
    const [id] = await outbreak.several(1) as [string];
    const first = (await outbreak.trace({ caseId: of.id }, [id])).verdicts[0].contact;
    outbreak.nextDay(2);
    const again = await outbreak.trace({ caseId: other.id }, [id, id], { exposure: { kind: 'WORK', day: outbreak.today(), place: '车间' } });
    expect(again).toMatchObject({ added: 0, joined: 1 });
    expect(again.verdicts[0].contact).toMatchObject({ id: first.id, lastExposureOn: outbreak.today(), exposures: [{ kind: 'MEAL' }, { kind: 'WORK' }] });
    // The first list asked for days that the second still asks for; what was due before stays due.
    expect(again.verdicts[0].contact.followUps.map(({ dueOn }: Row) => dueOn)).toContain(first.followUps[0].dueOn);
    const told = await outbreak.trace({ caseId: other.id }, [id], { exposure: { kind: 'WORK', day: outbreak.today(), place: '车间' } });
    expect(told.verdicts[0].contact.exposures).toHaveLength(2);
    await expect(people.database.query(`INSERT INTO contacts SELECT gen_random_uuid(), person_id, area_code, kind, state, declared_on, last_exposure_on, ends_on, rule_version, NULL, declared_at, declared_by_id, declared_by, agency FROM contacts WHERE id = $1`, [first.id]))
      .rejects.toMatchObject({ constraint: 'one_observation' });
  });

  it('of a contact are secondary, become close when that contact becomes a case, and the chain learns the likely source', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const [middle, far] = await outbreak.several(2) as [string, string];
    const first = (await outbreak.trace({ caseId: of.id }, [middle])).verdicts[0].contact;
    const close = { input: { key: crypto.randomUUID(), contactId: first.id, kind: 'CLOSE', personIds: [far], exposure: { kind: 'MEAL', day: outbreak.today() } } };
    expect((await people.refused(health, `mutation ($input: TraceContactsInput!) { traceContacts(input: $input) { added } }`, close)).code).toBe('CLOSE_CONTACT_NEEDS_CASE');
    const second = (await outbreak.trace({ contactId: first.id }, [far])).verdicts[0].contact;
    expect(second).toMatchObject({ kind: 'SECONDARY', exposures: [{ through: { id: first.id }, case: null }] });
    expect(await outbreak.codeOf(far)).toBe('YELLOW');
    outbreak.nextDay();
    const fell = await outbreak.register(middle, { class: 'ASYMPTOMATIC' });
    expect(await outbreak.contact(first.id)).toMatchObject({ state: 'TURNED_CASE', becameCase: { id: fell.id } });
    const promoted = await outbreak.contact(second.id);
    expect(promoted).toMatchObject({ kind: 'CLOSE', state: 'UNDER_OBSERVATION' });
    expect(promoted.facts).toContainEqual(expect.objectContaining({ kind: 'KIND', value: 'CLOSE', rule: 'promotion@8' }));
    expect(promoted.facts).toContainEqual(expect.objectContaining({ kind: 'KIND', value: 'SECONDARY', live: true }));
    expect(await outbreak.codeOf(far)).toBe('RED');
    expect(fell.links).toMatchObject([{ certainty: 'PROBABLE', byRule: true, source: { id: of.id } }]);
    // It was none: the observation goes on, and what was said stays in the history.
    await outbreak.correct(fell.facts[0].id, { value: 'EXCLUDED' });
    expect(await outbreak.contact(first.id)).toMatchObject({ state: 'UNDER_OBSERVATION', becameCase: null });
    expect(await outbreak.codeOf(middle)).toBe('RED');
  });

  it('are found by versioned rule: the household, the stairwell, the building', async () => {
    await importLines(people, [line(11), line(12, { relation: '配偶', room: '111', name: '钱小红' }), line(13, { room: '112', name: '孙晓华', phone: '' }), line(14, { unit: '2单元', room: '201', name: '李四光', phone: '' })]);
    const { people: found } = await people.call(health, `{ people(areaCode: "${community}", search: "${idNumber(11)}") { edges { node { id } } } }`);
    const of = await outbreak.register(found.edges[0].node.id);
    const candidates = async (scope: string) => (await people.call(health, `query ($id: ID!, $scope: TracingScope!) { tracingCandidates(caseId: $id, scope: $scope) { name } }`, { id: of.id, scope })).tracingCandidates;
    expect(await candidates('HOUSEHOLD')).toEqual([{ name: '钱小红' }]);
    expect(await candidates('UNIT')).toHaveLength(2);
    expect(await candidates('BUILDING')).toHaveLength(3);
    const byRule = async (scope: string) => (await people.call(health, `mutation ($input: TraceByRuleInput!) { traceByRule(input: $input) { added joined verdicts { contact { kind exposures { rule kind } } } } }`, { input: { key: crypto.randomUUID(), caseId: of.id, scope } })).traceByRule;
    expect(await byRule('HOUSEHOLD')).toEqual({ added: 1, joined: 0, verdicts: [{ contact: { kind: 'CLOSE', exposures: [{ rule: 'household@8', kind: 'HOUSEHOLD' }] } }] });
    // Who is close already stays close; the neighbour is a general contact by the version of these days.
    expect(await byRule('UNIT')).toMatchObject({ added: 1, joined: 1 });
    const alone = await outbreak.register(await outbreak.enter());
    const nobody = { input: { key: crypto.randomUUID(), caseId: alone.id, scope: 'HOUSEHOLD' } };
    expect((await people.refused(health, `mutation ($input: TraceByRuleInput!) { traceByRule(input: $input) { added } }`, nobody)).code).toBe('NOBODY_FOUND');
  });

  it('who are cases, the source itself, or nobody of the area are told one by one', async () => {
    const personId = await outbreak.enter();
    const of = await outbreak.register(personId);
    const sick = await outbreak.enter();
    await outbreak.register(sick);
    const told = await outbreak.trace({ caseId: of.id }, [personId, sick, crypto.randomUUID()]);
    expect(told.verdicts.map(({ refusal }: { refusal: string }) => refusal)).toEqual(['CONTACT_IS_SOURCE', 'CONTACT_IS_CASE', 'PERSON_NOT_FOUND']);
    expect(told).toMatchObject({ added: 0, refused: 3 });
    const elsewhere = actorOf('health', { areaCode: '410802', id: 'elsewhere' });
    const input = { key: crypto.randomUUID(), caseId: of.id, personIds: [sick], exposure: { kind: 'MEAL', day: outbreak.today() } };
    expect((await people.refused(elsewhere, `mutation ($input: TraceContactsInput!) { traceContacts(input: $input) { added } }`, { input })).code).toBe('CASE_NOT_FOUND');
  });

  it('twice in the register are merged, the exposures kept and nobody counted twice; entered by mistake they count nowhere', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const [one, same, wrong] = (await outbreak.trace({ caseId: of.id }, await outbreak.several(3))).verdicts.map(({ contact }: { contact: { id: string } }) => contact.id);
    const before = (await outbreak.bulletin('410811')).today.contacts as Record<string, number>;
    const merged = await people.call(health, `mutation ($a: ID!, $b: ID!) { mergeContacts(keepId: $a, duplicateId: $b, reason: "同一人两个证件") { id state } }`, { a: one, b: same });
    expect(merged.mergeContacts).toEqual({ id: one, state: 'UNDER_OBSERVATION' });
    await people.call(health, `mutation ($id: ID!) { withdrawContact(contactId: $id, reason: "误登记") { state } }`, { id: wrong });
    expect(await outbreak.contact(same)).toMatchObject({ state: 'WITHDRAWN' });
    expect((await outbreak.bulletin('410811')).today.contacts).toMatchObject({ traced: before.traced! - 2, underObservation: before.underObservation! - 2 });
  });

  it('whose entries are merged in the register are one person from then on', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const [kept, dropped] = await outbreak.several(2) as [string, string];
    const [first, second] = (await outbreak.trace({ caseId: of.id }, [kept, dropped])).verdicts.map(({ contact }: { contact: { id: string } }) => contact.id);
    const traced = async () => ((await outbreak.bulletin('410811')).today.contacts as Record<string, number>).traced!;
    const before = await traced();
    const input = { key: crypto.randomUUID(), keepId: kept, keepVersion: 1, dropId: dropped, dropVersion: 1, take: [] };
    await people.call(actorOf('community'), `mutation ($input: MergePeopleInput!) { mergePeople(input: $input) { id } }`, { input });
    expect(await traced()).toBe(before - 1);
    expect([(await outbreak.contact(first)).state, (await outbreak.contact(second)).state].sort()).toEqual(['UNDER_OBSERVATION', 'WITHDRAWN']);
    expect(await outbreak.trace({ caseId: of.id }, [kept], { exposure: { kind: 'WORK', day: outbreak.today() } })).toMatchObject({ added: 0, joined: 1 });
    expect(await outbreak.trace({ caseId: of.id }, [dropped], { exposure: { kind: 'VENUE', day: outbreak.today() } })).toMatchObject({ added: 0, joined: 1 });
    expect(await traced()).toBe(before - 1);
  });

  it('lose an exposure that did not happen, but not the last one', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const [id] = await outbreak.several(1) as [string];
    await outbreak.trace({ caseId: of.id }, [id], { exposure: { kind: 'MEAL', day: addDays(outbreak.today(), -3) } });
    const { contact } = (await outbreak.trace({ caseId: of.id }, [id])).verdicts[0];
    const withdraw = `mutation ($id: ID!) { withdrawExposure(exposureId: $id, reason: "当日不在场") { lastExposureOn endsOn } }`;
    expect((await people.call(health, withdraw, { id: contact.exposures[1].id })).withdrawExposure).toEqual({ lastExposureOn: addDays(outbreak.today(), -3), endsOn: addDays(outbreak.today(), 5) });
    expect((await people.refused(health, withdraw, { id: contact.exposures[0].id })).code).toBe('EXPOSURE_LAST');
    expect((await people.refused(health, withdraw, { id: contact.exposures[1].id })).code).toBe('EXPOSURE_NOT_FOUND');
  });
});

describe('follow-ups', () => {
  const record = (followUp: Row, contactId: string, more: object = {}) => ({ contactId, dueOn: followUp.dueOn, kind: followUp.kind, ...(followUp.kind === 'TEST' ? { result: 'NEGATIVE' } : { temperature: 36.5 }), ...more });
  const sums = async () => (await people.call(health, `{ followUpSums(areaCode: "410811") { due done overdue alarming } }`)).followUpSums;

  it('are due, done and overdue; each answer is judged by itself, and corrected with a reason', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const { contact } = (await outbreak.trace({ caseId: of.id }, await outbreak.several(1))).verdicts[0];
    const [first] = contact.followUps;
    expect((await outbreak.answer([record(first, contact.id)]))[0].refusal).toBe('FOLLOW_UP_NOT_DUE');
    outbreak.nextDay();
    const before = await sums();
    expect((await outbreak.answer([record(first, contact.id, first.kind === 'TEST' ? {} : { temperature: 98 })]))[0].refusal).toBe(first.kind === 'TEST' ? null : 'TEMPERATURE_IMPLAUSIBLE');
    const [done] = await outbreak.answer([record(first, contact.id)]);
    expect(done).toMatchObject({ refusal: null, followUp: { done: true, alarming: false } });
    expect(await sums()).toMatchObject({ due: before.due - 1, done: before.done + 1 });
    expect((await outbreak.answer([record(first, contact.id)]))[0].refusal).toBe('FOLLOW_UP_DONE');
    expect((await outbreak.answer([record(first, contact.id, { reason: '抄错', ...(first.kind === 'TEST' ? { result: 'POSITIVE' } : { temperature: 38.2 }) })]))[0]).toMatchObject({ followUp: { alarming: true } });
    expect(await people.database.query('SELECT count(*)::int AS records FROM follow_up_records WHERE contact_id = $1', [contact.id])).toEqual([{ records: 2 }]);
    const { overdue } = await sums();
    outbreak.nextDay();
    expect((await sums()).overdue).toBeGreaterThan(overdue);
    const { followUps } = await people.call(health, `{ followUps(areaCode: "410811", view: OVERDUE, first: 1) { totalCount pageInfo { endCursor } edges { node { dueOn overdue contact { id } } } } }`);
    expect(followUps.edges[0].node.overdue).toBe(true);
    const next = await people.call(health, `query ($after: String) { followUps(areaCode: "410811", view: OVERDUE, first: 100, after: $after) { edges { node { dueOn } } } }`, { after: followUps.pageInfo.endCursor });
    expect(next.followUps.edges.length).toBe(Math.min(100, followUps.totalCount - 1));
  });

  it('end in a release by rule, and not before', async () => {
    const of = await outbreak.register(await outbreak.enter());
    const [id] = await outbreak.several(1) as [string];
    const { contact } = (await outbreak.trace({ caseId: of.id }, [id])).verdicts[0];
    expect(await outbreak.release([contact.id])).toMatchObject([{ released: false, refusal: 'OBSERVATION_NOT_OVER' }]);
    outbreak.nextDay(8);
    expect(await outbreak.release([contact.id])).toMatchObject([{ refusal: 'TEST_MISSING' }]);
    const last = contact.followUps.findLast(({ kind }: Row) => kind === 'TEST');
    await outbreak.answer(contact.followUps.map((followUp: Row) => record(followUp, contact.id, followUp === last ? { result: 'POSITIVE' } : {})));
    expect(await outbreak.release([contact.id])).toMatchObject([{ refusal: 'TEST_POSITIVE' }]);
    await outbreak.answer([record(last, contact.id, { reason: '复检阴性' })]);
    expect(await outbreak.contact(contact.id)).toMatchObject({ releasable: true, releaseRefusal: null });
    expect(await outbreak.release([contact.id, crypto.randomUUID()])).toMatchObject([{ released: true }, { refusal: 'CONTACT_NOT_FOUND' }]);
    expect(await outbreak.contact(contact.id)).toMatchObject({ state: 'RELEASED' });
    const judged = (await people.trail()).filter(({ operation, records }) => operation === 'releaseContacts' && records.some(({ ids }) => ids.includes(contact.id)));
    expect(judged.map(({ reason }) => reason)).toEqual(['OBSERVATION_NOT_OVER', 'TEST_MISSING', 'TEST_POSITIVE', 'RELEASED']);
    expect(await outbreak.codeOf(id)).toBe('GREEN');
    // Released by mistake: it goes on, unless a new one has begun.
    await people.call(health, `mutation ($id: ID!) { resumeObservation(contactId: $id, reason: "误解除") { state } }`, { id: contact.id });
    expect(await outbreak.contact(contact.id)).toMatchObject({ state: 'UNDER_OBSERVATION' });
    expect(await outbreak.release([contact.id])).toMatchObject([{ released: true }]);
    await outbreak.trace({ caseId: of.id }, [id]);
    expect((await people.refused(health, `mutation ($id: ID!) { resumeObservation(contactId: $id, reason: "误解除") { state } }`, { id: contact.id })).code).toBe('CONTACT_OBSERVED_ALREADY');
  });
});
