import { districtCode, homeStreet } from './district.ts';
import { keyOf } from './keys.ts';
import { dayFromNow, until, type Seeding } from './seeding.ts';

/** Not where the clerk and the squad of the demo work: their lists stay as they are. */
const community = `${homeStreet}002`;
const contactsOfEach = 5;

interface PlannedCase {
  class: 'CONFIRMED' | 'ASYMPTOMATIC' | 'SUSPECTED';
  origin: 'IMPORTED' | 'LOCAL';
  severity: 'MILD' | 'COMMON' | 'SEVERE' | 'CRITICAL' | null;
  /** Days from today. */
  day: number;
  /** Who infected, by its place in this list. */
  source?: [at: number, certainty: 'CERTAIN' | 'PROBABLE' | 'POSSIBLE'];
  later?: [kind: 'CLASS' | 'SEVERITY' | 'OUTCOME', value: string, day: number][];
}

/** An invented outbreak: two travellers, four generations. */
const planned: readonly PlannedCase[] = [
  { class: 'CONFIRMED', origin: 'IMPORTED', severity: 'COMMON', day: -9, later: [['SEVERITY', 'SEVERE', -6], ['SEVERITY', 'COMMON', -3]] },
  { class: 'CONFIRMED', origin: 'IMPORTED', severity: 'MILD', day: -8, later: [['OUTCOME', 'CURED', -1]] },
  { class: 'CONFIRMED', origin: 'LOCAL', severity: 'COMMON', day: -7, source: [0, 'CERTAIN'] },
  { class: 'ASYMPTOMATIC', origin: 'LOCAL', severity: null, day: -7, source: [0, 'PROBABLE'] },
  { class: 'SUSPECTED', origin: 'LOCAL', severity: null, day: -6, source: [2, 'CERTAIN'], later: [['CLASS', 'CONFIRMED', -5], ['SEVERITY', 'MILD', -5]] },
  { class: 'CONFIRMED', origin: 'LOCAL', severity: 'SEVERE', day: -5, source: [2, 'PROBABLE'], later: [['SEVERITY', 'CRITICAL', -2]] },
  { class: 'ASYMPTOMATIC', origin: 'LOCAL', severity: null, day: -5, source: [3, 'PROBABLE'], later: [['CLASS', 'CONFIRMED', -4]] },
  { class: 'CONFIRMED', origin: 'LOCAL', severity: 'COMMON', day: -4, source: [5, 'PROBABLE'] },
  { class: 'CONFIRMED', origin: 'LOCAL', severity: 'COMMON', day: -3, source: [5, 'CERTAIN'] },
  { class: 'ASYMPTOMATIC', origin: 'LOCAL', severity: null, day: -3, source: [8, 'POSSIBLE'] },
  { class: 'CONFIRMED', origin: 'IMPORTED', severity: 'COMMON', day: -2 },
  { class: 'SUSPECTED', origin: 'LOCAL', severity: null, day: -1, source: [10, 'POSSIBLE'] },
];

const exposures = [['MEAL', '人民饭店'], ['TRANSPORT', '12 路公交车'], ['WORK', '第二车间'], ['VENUE', '棋牌室'], ['OTHER', '菜市场']] as const;
const kinds = ['CLOSE', 'CLOSE', 'GENERAL', 'GENERAL', 'GENERAL'] as const;

interface Named { id: string }
interface FollowUp { kind: 'TEMPERATURE' | 'TEST'; dueOn: string }

/** Cases, who infected whom, contacts with follow-ups of which some are done, due and overdue. */
export async function spreadOutbreak(seeding: Seeding): Promise<string> {
  const { door } = seeding;
  const { cases: known, people } = await door.call<{ cases: { totalCount: number }; people: { edges: { node: Named }[] } }>('health',
    `query SeedOutbreak($area: ID!, $community: ID!) { cases(areaCode: $area, first: 1) { totalCount } people(areaCode: $community, first: 100) { edges { node { id } } } }`, { area: districtCode, community });
  if (known.totalCount > 0) return 'the outbreak is known already';
  const ids = people.edges.map(({ node }) => node.id);
  const cases = await registerCases(seeding, ids.slice(0, planned.length));
  const contacts = await traceContacts(seeding, cases, ids.slice(planned.length));
  const done = await answerFollowUps(seeding, contacts);
  await releaseThem(seeding, contacts.slice(0, contactsOfEach));
  await until('the proposals for the infected', async () => {
    const { orders } = await door.call<{ orders: { totalCount: number } }>('health', `query SeedProposals($area: ID!) { orders(areaCode: $area, state: PROPOSED, first: 1) { totalCount } }`, { area: community });
    return orders.totalCount >= planned.length - 2 ? orders.totalCount : null;
  });
  return `an outbreak of ${cases.length} cases, ${contacts.length} contacts, ${done} follow-ups answered`;
}

async function registerCases(seeding: Seeding, personIds: readonly string[]): Promise<string[]> {
  const { door } = seeding;
  const ids: string[] = [];
  for (const [at, plan] of planned.entries()) {
    const { source, later = [], day, ...report } = plan;
    const [made] = await door.each<Named>('health', { field: 'registerCase', input: 'RegisterCaseInput' }, [{
      key: keyOf('case', at), personId: personIds[at], ...report, day: dayFromNow(seeding, day), onsetOn: plan.class === 'ASYMPTOMATIC' ? null : dayFromNow(seeding, day - 2), reason: '核酸检测报告',
    }]);
    ids.push(made!.id);
    await door.each('health', { field: 'recordCaseFact', input: 'RecordCaseFactInput' },
      later.map(([kind, value, on]) => ({ key: keyOf('case fact', at, kind, value), caseId: made!.id, kind, value, day: dayFromNow(seeding, on) })));
    if (source) {
      await door.call('health', `mutation SeedLink($input: LinkInfectionInput!) { linkInfection(input: $input) { id } }`, { input: { sourceCaseId: ids[source[0]], caseId: made!.id, certainty: source[1] } });
    }
  }
  return ids;
}

async function traceContacts(seeding: Seeding, cases: readonly string[], personIds: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [at, caseId] of cases.entries()) {
    const day = dayFromNow(seeding, planned[at]!.day);
    const answers = await seeding.door.each<{ verdicts: { contact: Named | null }[] }>('health', { field: 'traceContacts', input: 'TraceContactsInput', select: 'verdicts { contact { id } }' },
      exposures.map(([kind, place], each) => ({
        key: keyOf('contact', at, each), caseId, kind: kinds[each], personIds: [personIds[at * contactsOfEach + each]], exposure: { kind, day, place, note: null }, declaredOn: day,
      })));
    ids.push(...answers.flatMap((answer) => answer!.verdicts.flatMap(({ contact }) => contact?.id ?? [])));
  }
  return ids;
}

/** Up to yesterday two of three are done; of the first case's contacts all. Today is left to whoever looks at the demo. */
async function answerFollowUps({ door, ...seeding }: Seeding, contactIds: readonly string[]): Promise<number> {
  const today = dayFromNow(seeding, 0);
  const inputs: Record<string, unknown>[] = [];
  const { contacts } = await door.call<{ contacts: { edges: { node: Named & { followUps: FollowUp[] } }[] } }>(
    'health', `query SeedFollowUps($area: ID!, $first: Int!) { contacts(areaCode: $area, first: $first) { edges { node { id followUps { kind dueOn } } } } }`, { area: community, first: contactIds.length });
  const lists = new Map(contacts.edges.map(({ node }) => [node.id, node.followUps]));
  for (const [at, id] of contactIds.entries()) {
    const past = (lists.get(id) ?? []).filter(({ dueOn }) => dueOn < today && (at < contactsOfEach || at % 3 !== 0 || dueOn < dayFromNow(seeding, -1)));
    inputs.push(...past.map(({ kind, dueOn }, step) => ({ contactId: id, dueOn, kind, ...(kind === 'TEST' ? { result: 'NEGATIVE' } : { temperature: 36.2 + ((at + step) % 7) / 10 }) })));
  }
  for (let from = 0; from < inputs.length; from += 200) {
    await door.call('health', `mutation SeedAnswers($key: ID!, $inputs: [RecordFollowUpInput!]!) { recordFollowUps(key: $key, inputs: $inputs) { refusal } }`, { key: keyOf('follow-ups', today, from), inputs: inputs.slice(from, from + 200) });
  }
  return inputs.length;
}

async function releaseThem({ door }: Seeding, contactIds: readonly string[]): Promise<void> {
  await door.call('health', `mutation SeedRelease($ids: [ID!]!) { releaseContacts(contactIds: $ids) { released } }`, { ids: contactIds });
}
