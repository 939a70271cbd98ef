import { createTokenReader } from '@lianfang/platform/auth';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { careless } from '../fixtures/clinic.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';

type FixtureGateway = Awaited<ReturnType<typeof startFixtureGateway>>;

const done: string[] = [];
let fixture: Fixture;
let gateway: FixtureGateway;
/** The same with no gate of ours: what these subgraphs give away. */
let open: FixtureGateway;

beforeAll(async () => {
  fixture = await startFixture(careless(done));
  const { issuer, jwksUrl, audience } = await testIssuer();
  gateway = await startFixtureGateway(fixture, { tokens: createTokenReader({ issuer, jwksUrl, audience }) });
  open = await startFixtureGateway(fixture);
});
afterAll(async () => {
  await gateway.stop();
  await open.stop();
  await fixture.stop();
});
beforeEach(() => {
  fixture.calls.length = 0;
  done.length = 0;
});

interface Told {
  message: string;
  path: (string | number)[];
  extensions: { code: string; requiredScopes?: unknown; roles?: string[] };
}

interface Answer {
  data: Record<string, unknown> | null;
  errors?: Told[];
}

async function tokenOf(scopes: string[]): Promise<string> {
  return `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard', { scopes }) })}`;
}

async function ask(query: string, o: { scopes?: string[]; variables?: Record<string, unknown>; language?: string; url?: string } = {}): Promise<Answer> {
  const response = await fetch(`${o.url ?? gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': o.language ?? 'en', authorization: await tokenOf(o.scopes ?? ['checkpoint:read']) },
    body: JSON.stringify({ query, variables: o.variables }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

const pathsOf = ({ errors = [] }: Answer) => errors.map(({ path }) => path.join('.')).sort();

test('what a caller may not see is not fetched, null in the answer and reported; the rest is answered', async () => {
  const answer = await ask('{ sealed plain }');
  expect(answer.data).toEqual({ sealed: null, plain: 'plain' });
  expect(answer.errors).toEqual([
    {
      message: 'This needs the scope isolation:read. Who has it: health commission.',
      path: ['sealed'],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', requiredScopes: [['isolation:read']], roles: ['health-commission'] },
    },
  ]);
  expect(fixture.calls.map(({ query }) => query).join()).not.toContain('sealed');
});

test('these subgraphs enforce nothing: without the gate everything is told', async () => {
  const answer = await ask('{ sealed patients { diagnosis } }', { url: open.url });
  expect(answer).toEqual({ data: { sealed: 'sealed', patients: [{ diagnosis: 'positive' }, { diagnosis: 'negative' }] } });
});

test('the refusal speaks the language of the caller', async () => {
  expect((await ask('{ sealed }', { language: 'zh' })).errors?.[0]?.message).toBe('需要权限 isolation:read。请联系：卫健委。');
});

test('with the scopes everything is answered, by the same operation', async () => {
  const query = '{ sealed strict either patients { id diagnosis results { value } } }';
  expect((await ask(query)).data).toBeNull();
  const answer = await ask(query, { scopes: ['isolation:read', 'isolation:order'] });
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({ sealed: 'sealed', strict: 'strict', either: 'either', patients: [{ id: 'p1', diagnosis: 'positive', results: [{ value: 'positive' }] }, { id: 'p2' }] });
  expect((await ask(query)).data).toBeNull();
});

test('any of the alternatives is enough, all of one are needed', async () => {
  expect((await ask('{ either }', { scopes: ['isolation:read'] })).data).toEqual({ either: null });
  expect((await ask('{ either }', { scopes: ['isolation:read', 'isolation:order'] })).data).toEqual({ either: 'either' });
  expect((await ask('{ either }', { scopes: ['checkpoint:read'] })).data).toEqual({ either: 'either' });
});

test('a null that may not be bubbles up as it does from a resolver', async () => {
  expect((await ask('{ strict plain }')).data).toBeNull();
  const answer = await ask('{ plain patient(id: "p1") { id number } }');
  expect(answer.data).toEqual({ plain: 'plain', patient: null });
  expect(answer.errors).toHaveLength(1);
  expect((await ask('{ plain patients { id number } }')).data).toBeNull();
});

test('in lists, under aliases, in fragments and fragments of fragments', async () => {
  const answer = await ask(`
    { all: patients { id d: diagnosis ...F results { value } } one: patient(id: "p1") { ...on Patient { x: diagnosis lastTest } ...F } }
    fragment F on Patient { name next { ...G } }
    fragment G on Patient { diagnosis name }`);
  expect(answer.data).toBeNull();
  const nullable = await ask(`
    { all: patients { id d: diagnosis ...F } one: patient(id: "p1") { ...on Patient { x: diagnosis lastTest } ...F } }
    fragment F on Patient { name next { ...G } }
    fragment G on Patient { diagnosis name }`);
  expect(nullable.data).toEqual({
    all: [
      { id: 'p1', d: null, name: '甲', next: { diagnosis: null, name: '乙' } },
      { id: 'p2', d: null, name: '乙', next: null },
    ],
    one: { x: null, lastTest: '2022-11-20', name: '甲', next: { diagnosis: null, name: '乙' } },
  });
  expect(pathsOf(nullable)).toEqual(['all.@.d', 'all.@.next.diagnosis', 'one.next.diagnosis', 'one.x']);
  expect(JSON.stringify(fixture.calls.map(({ query }) => query))).not.toMatch(/diagnosis|results/);
});

test('interfaces: a field that one type closes is answered for the others', async () => {
  const answer = await ask('{ rooms { id label note code head { name } } }');
  expect(answer.data).toEqual({
    rooms: [
      { id: 'w1', label: '一病区', note: null, code: null, head: { name: '甲' } },
      { id: 'l1', label: '大厅', note: 'lobby note', code: null, head: { name: '乙' } },
    ],
  });
  expect(pathsOf(answer)).toEqual(['rooms.@.code', 'rooms.@.note']);
  const byType = await ask('{ rooms { ... on Ward { code note } ... on Lobby { note code } } }');
  expect(byType.data).toEqual({ rooms: [{ code: null, note: null }, { note: 'lobby note', code: null }] });
});

test('types: every field of a closed type is closed, in a union and as an enum', async () => {
  const answer = await ask('{ things { __typename ... on Secret { text } ... on Open { text } } colour }');
  expect(answer.data).toEqual({ things: [{ __typename: 'Secret', text: null }, { __typename: 'Open', text: 'open text' }], colour: null });
  expect((await ask('{ things { ... on Secret { open } } }')).data).toBeNull();
});

test('what @skip leaves out is not reported', async () => {
  const query = 'query ($without: Boolean!) { plain sealed @skip(if: $without) ...F @skip(if: $without) } fragment F on Query { either: sealed }';
  expect(pathsOf(await ask(query, { variables: { without: true } }))).toEqual([]);
  expect(pathsOf(await ask(query, { variables: { without: false } }))).toEqual(['either', 'sealed']);
});

test('where nothing is left, nothing is fetched', async () => {
  expect((await ask('{ sealed }')).data).toEqual({ sealed: null });
  expect(fixture.calls).toEqual([]);
});

test('an object of which nothing may be seen is still there or not', async () => {
  const answer = await ask('{ there: patient(id: "p1") { diagnosis } gone: patient(id: "nobody") { diagnosis } }');
  expect(answer.data).toEqual({ there: { diagnosis: null }, gone: null });
});

test('a policy that the gateway does not know is left to the subgraph; one that it knows is decided here', async () => {
  const answer = await ask('{ whim household }');
  expect(answer.data).toEqual({ whim: 'whim', household: null });
  expect(answer.errors).toMatchObject([{ path: ['household'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
});

describe('mutations', () => {
  test('the root field that the caller may not ask is refused there, the others run in order', async () => {
    const answer = await ask('mutation { a: note(text: "1") b: order(text: "2") c: note(text: "3") }');
    expect(answer.data).toEqual({ a: '1', b: null, c: '3' });
    expect(pathsOf(answer)).toEqual(['b']);
    expect(done).toEqual(['1', '3']);
  });

  test('one that must not be null nulls the answer, and is not done', async () => {
    expect((await ask('mutation { a: note(text: "1") must(text: "2") }')).data).toBeNull();
    expect(done).toEqual(['1']);
  });
});

test('variables that only the refused part used are not missed', async () => {
  const answer = await ask('mutation ($a: String!, $b: String!) { note(text: $a) order(text: $b) }', { variables: { a: 'x', b: 'y' } });
  expect(answer.data).toEqual({ note: 'x', order: null });
});

test('by GET as by POST', async () => {
  const authorization = await tokenOf(['checkpoint:read']);
  const got = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('{ sealed plain }')}`, { headers: { authorization } });
  expect(((await got.json()) as Answer).data).toEqual({ sealed: null, plain: 'plain' });
});

test('what callers of different rights ask at the same moment is shared by none of them', async () => {
  const query = '{ plain sealed strange: whoever }';
  const scopes = Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? ['checkpoint:read'] : ['isolation:read']));
  const answers = await Promise.all(scopes.map((held) => ask(query, { scopes: held })));
  expect(answers.map(({ data }) => data?.sealed)).toEqual(scopes.map(([held]) => (held === 'isolation:read' ? 'sealed' : null)));
});

test('the short way cuts for each caller what that caller lacks', async () => {
  const query = '{ plain sealed whoever }';
  for (let round = 0; round < 3; round++) {
    expect((await ask(query)).data).toEqual({ plain: 'plain', sealed: null, whoever: 'whoever' });
    expect((await ask(query, { scopes: ['isolation:read'] })).data).toEqual({ plain: 'plain', sealed: 'sealed', whoever: 'whoever' });
  }
});

