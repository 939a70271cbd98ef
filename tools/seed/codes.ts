import { homeCommunity } from './district.ts';
import { keyOf } from './keys.ts';
import { dayFromNow, type Seeding } from './seeding.ts';

/** One more than a person may decide alone. */
const contacts = 11;

/** The commission's first officer asks for yellow codes of a list of contacts; it waits for the second officer. */
export async function proposeCodes(seeding: Seeding): Promise<string> {
  const { door } = seeding;
  const { people } = await door.call<{ people: { edges: { node: { id: string } }[] } }>(
    'health', `query SeedContacts($area: ID!) { people(areaCode: $area, first: ${contacts}) { edges { node { id } } } }`, { area: homeCommunity });
  await door.each('health', { field: 'assignHealthCodes', input: 'AssignHealthCodesInput', select: 'proposal { id }' }, [{
    key: keyOf('codes of contacts'), personIds: people.edges.map(({ node }) => node.id), code: 'YELLOW', reason: '同一棋牌室的密切接触者',
    evidence: { kind: 'CONTACT_TRACING', reference: '流调 2022-017', day: dayFromNow(seeding, 0) },
  }]);
  return `yellow codes of ${people.edges.length} contacts wait for a second officer`;
}
