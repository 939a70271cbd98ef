import { readFileSync } from 'node:fs';
import { roles, scopesOf, type Role } from '@lianfang/contracts/access';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { callRaw, type RawAnswer, type TestActor } from '@lianfang/testing/graph';
import { type GraphQLSchema, getNamedType, isRequiredArgument } from 'graphql';
import { readSubgraphs } from '../src/subgraphs.ts';
import { cellsOf, entitiesOf } from './cells.ts';
import { type Expected, differences, matrixFile, printMatrix, readMatrix } from './file.ts';
import { isClosed, isMask, isOpen, isSame, toldAt, type Told } from './fixtures/compare.ts';
import { fieldOf, needsArguments, selectionOf } from './fixtures/documents.ts';
import { bootGraph, everybody, type Graph, type SubgraphName, subgraphNames } from './fixtures/graph.ts';
import { layRows, type Rows } from './fixtures/rows.ts';
import { told as places, withoutRow } from './places.ts';

const reviewed = readMatrix(readFileSync(matrixFile, 'utf8'));
const schemas = new Map(readSubgraphs(process.cwd()).map(({ name, typeDefs }) => [name, buildSubgraphSchema(typeDefs)]));
const community = '410811001001';
const nowhere = '00000000-0000-7000-8000-ffffffffffff';

let graph: Graph;
let own: Rows;
let foreign: Rows;
let checks = 0;
const deviations: string[] = [];

beforeAll(async () => {
  graph = await bootGraph();
  own = await layRows(graph, '410811');
  foreign = await layRows(graph, '410802');
}, 120_000);
afterAll(async () => {
  await Promise.all(Object.values(graph ?? {}).map((subgraph) => subgraph.stop()));
});

function demand(holds: boolean, what: () => string): void {
  checks += 1;
  if (!holds) deviations.push(what());
}

/** Somebody of one role in the community where the own rows lie. A resident's household comes from the agencies' standing: see masking.test.ts. */
function actorIn(role: Role): TestActor {
  return { sub: `matrix-${role}`, name: role, agency: 'street', roles: [role], scope: scopesOf([role]).join(' '), area: community };
}

const rolesToCheck = (Object.keys(roles) as Role[]).filter((role) => role !== 'resident');

function schemaOf(subgraph: string): GraphQLSchema {
  return schemas.get(subgraph)!;
}

function ask(subgraph: SubgraphName, actor: TestActor, query: string, variables?: Record<string, unknown>): Promise<RawAnswer> {
  return callRaw(graph[subgraph].url, { actor, query, variables, language: 'en' });
}

interface EntityAsked {
  subgraph: SubgraphName;
  type: string;
  fields: Expected[];
  /** Of the own area, of another, of nowhere. */
  representations: [Record<string, unknown>, Record<string, unknown>, Record<string, unknown>];
}

const kept = new Set(['__typename', 'day', 'version', 'area', 'household']);

/** `areaCode` and `code` of nowhere lie in the other county: what is not there looks like what is elsewhere. */
function missing(representation: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(representation).map(([name, value]) => [name, kept.has(name) ? value : name === 'areaCode' || name === 'code' ? '410802001009' : nowhere]));
}

function entities(): EntityAsked[] {
  return [...Map.groupBy(reviewed.filter(({ ways }) => ways.includes('entity')), ({ subgraph, type }) => `${subgraph} ${type}`)].flatMap(([name, all]) => {
    const [mine, theirs] = [own.get(name), foreign.get(name)];
    if (!mine || !theirs) return [];
    const { subgraph, type } = all[0]!;
    const fields = all.filter(({ field }) => !needsArguments(schemaOf(subgraph), type, field));
    return [{ subgraph: subgraph as SubgraphName, type, fields, representations: [mine, theirs, missing(theirs)] }];
  });
}

const alias = (at: number) => `f${at}`;

/**
 * Each field by an alias of its own and of three records at once, half of them by a fragment: one that may not be null takes its
 * record along and no other.
 */
function documentOf({ subgraph, type, fields }: EntityAsked): string {
  const value = (field: Expected) => `value: ${selectionOf(schemaOf(subgraph), type, field.field)}`;
  const asked = fields.map((field, at) => `${alias(at)}: _entities(representations: $of) { ${at % 2 === 0 ? `... on ${type} { ${value(field)} }` : `...F${at}`} }`);
  const fragments = fields.flatMap((field, at) => (at % 2 === 0 ? [] : [`fragment F${at} on ${type} { ${value(field)} }`]));
  return `query ($of: [_Any!]!) { ${asked.join(' ')} } ${fragments.join(' ')}`;
}

async function checkEntity(entity: EntityAsked): Promise<void> {
  const { subgraph, type, fields, representations } = entity;
  const document = documentOf(entity);
  const [mine, theirs] = await Promise.all(['410811', '410802'].map((county, at) => ask(subgraph, everybody(county), document, { of: [representations[at]] })));
  // A record that nobody gets would be as open to every role as to one who holds every scope.
  fields.forEach(({ field }, at) => [mine!, theirs!].forEach((answer, place) =>
    demand(toldAt(answer, [alias(at), 0]).value !== null, () => `everybody ${subgraph} ${type}.${field}, expected a record in ${['410811', '410802'][place]}: ${tell(valueAt(answer, at, 0))}`)));
  const [idOwn, idElsewhere, idNowhere] = representations.map(idOf) as [string, string, string];
  const ids = { own: idOwn, elsewhere: idElsewhere, nowhere: idNowhere };
  await Promise.all(rolesToCheck.map(async (role) => {
    const answer = await ask(subgraph, actorIn(role), document, { of: representations });
    fields.forEach((field, at) => {
      const where = `${subgraph} ${type}.${field.field}`;
      const told = [0, 1, 2].map((row) => valueAt(answer, at, row)) as [Told, Told, Told];
      judge(`${role} ${where}`, field.sights[role], told, { own: valueAt(mine!, at, 0), elsewhere: valueAt(theirs!, at, 0) }, ids);
    });
  }));
}

function valueAt(answer: RawAnswer, field: number, row: number): Told {
  const record = toldAt(answer, [alias(field), row]);
  return record.value === null ? record : toldAt(answer, [alias(field), row, 'value']);
}

function idOf(representation: Record<string, unknown>): string {
  return String(representation.areaCode ?? representation.code ?? representation.id);
}

interface Ids { own: string; elsewhere: string; nowhere: string }

function judge(where: string, { own: mine, elsewhere }: Expected['sights'][Role], [ours, theirs, nobodys]: [Told, Told, Told], real: { own: Told; elsewhere: Told }, ids: Ids): void {
  const holds = { open: isOpen(ours, real.own), masked: isMask(ours, real.own), closed: isClosed(ours), hidden: isSame(ours, nobodys, [ids.own, ids.nowhere]), parent: false }[mine];
  demand(holds, () => `${where} own, expected ${mine}: ${tell(ours)} of ${tell(real.own)}`);
  if (elsewhere === 'open') demand(isOpen(theirs, real.elsewhere), () => `${where} elsewhere, expected open: ${tell(theirs)} of ${tell(real.elsewhere)}`);
  else demand(isSame(theirs, nobodys, [ids.elsewhere, ids.nowhere]), () => `${where} elsewhere, expected as nowhere: ${tell(theirs)} but ${tell(nobodys)}`);
  if (elsewhere === 'closed') demand(theirs.value === null, () => `${where} elsewhere, expected closed: ${tell(theirs)}`);
}

function tell({ value, code, message }: Told): string {
  return code ? `${code} ${message}` : JSON.stringify(value);
}

function demandNone(): void {
  const found = deviations.splice(0);
  if (found.length > 0) throw new Error(`${found.length} deviations from ${matrixFile}:\n${found.slice(0, 40).join('\n')}`);
}

test('the file is what the SDL and the roles give', () => {
  expect(differences(readFileSync(matrixFile, 'utf8'), printMatrix(cellsOf(readSubgraphs(process.cwd()))))).toEqual([]);
});

function lacking(rows: Rows): string[] {
  return entitiesOf(readSubgraphs(process.cwd())).filter((name) => !rows.has(name) && !(name in withoutRow));
}

test('every entity of every subgraph has a row in both places, or a reason why it has none; and one without is told', () => {
  for (const rows of [own, foreign]) expect(lacking(rows)).toEqual([]);
  const less = new Map(own);
  less.delete('people AssistRequest');
  expect(lacking(less)).toEqual(['people AssistRequest']);
  const known = new Set(entitiesOf(readSubgraphs(process.cwd())));
  expect([...own.keys(), ...Object.keys(withoutRow)].filter((name) => !known.has(name))).toEqual([]);
});

test('by reference: every role, every entity, every field, of the own area, of another, of nowhere', async () => {
  for (const entity of entities()) await checkEntity(entity);
  demandNone();
}, 300_000);

test('by reference: the accounts and keys of another agency of the same area are as of nowhere', async () => {
  for (const entity of entities().filter(({ type }) => type in places.ofAgency)) {
    const { subgraph, fields, representations: [mine, , nobodys] } = entity;
    const answer = await ask(subgraph, everybody('410811', 'health'), documentOf(entity), { of: [mine, nobodys] });
    fields.forEach(({ type, field }, at) => {
      const [theirs, none] = [valueAt(answer, at, 0), valueAt(answer, at, 1)];
      demand(none.value === null && isSame(theirs, none, [idOf(mine), idOf(nobodys)]), () => `another agency ${subgraph} ${type}.${field}, expected as nowhere: ${tell(theirs)} but ${tell(none)}`);
    });
  }
  demandNone();
});

/** Arguments that name something, of the rows laid in a county; of nowhere: ids and codes that nobody has. */
function argumentsFor({ subgraph, type, field }: Expected, at: 'own' | 'elsewhere' | 'nowhere'): Record<string, string> | undefined {
  const { args, type: returned } = fieldOf(schemaOf(subgraph), type, field);
  const rows = at === 'own' ? own : foreign;
  const area = { own: community, elsewhere: '410802001001', nowhere: '410802001009' }[at];
  const id = (of: string) => (at === 'nowhere' ? nowhere : (rows.get(`${subgraph} ${of}`)?.id as string | undefined));
  const given: Record<string, string> = {};
  for (const { name } of args) {
    const value = { areaCode: area, areaCodes: area, code: area, id: id(getNamedType(returned).name), listId: id('ReconciliationList'), placeId: id('Place'), roundId: id('SweepRound'), personId: id('Person') }[name];
    if (value !== undefined) given[name] = name === 'areaCodes' ? `["${value}"]` : `"${value}"`;
  }
  return args.filter(isRequiredArgument).every(({ name }) => name in given) ? given : undefined;
}

/** Every root field of one kind by one call a role: closed fields stay closed, the others never say that a right is lacking. */
async function checkRoots(subgraph: SubgraphName, way: 'query' | 'mutation', role: Role): Promise<void> {
  const fields = reviewed.filter((field) => field.subgraph === subgraph && field.ways.includes(way) && !leftOut.has(field.field));
  for (const field of fields) {
    const { own: expected } = field.sights[role];
    const known = way === 'query' ? (['own', 'elsewhere', 'nowhere'] as const).map((at) => argumentsFor(field, at)) : [];
    // What a role may do is tried with names of nothing: it is refused for another reason, and nothing changes.
    const calls = known.length > 0 && known.every((given) => given !== undefined) ? known : [{}];
    const answers = await Promise.all(calls.map((given) => ask(subgraph, actorIn(role), `${way} { value: ${selectionOf(schemaOf(subgraph), field.type, field.field, given)} }`)));
    const told = answers.map((answer) => toldAt(answer, ['value']));
    const where = `${role} ${subgraph} ${field.type}.${field.field}`;
    for (const one of told) demand(expected === 'closed' ? isClosed(one) : one.code !== 'UNAUTHORIZED_FIELD_OR_TYPE', () => `${where}, expected ${expected}: ${tell(one)}`);
    if (expected === 'closed' || told.length < 3) continue;
    demand(told[0]!.code === undefined, () => `${where} own, expected open: ${tell(told[0]!)}`);
    if (`${field.type}.${field.field}` in places.publicFields) demand(told[1]!.code === undefined && told[1]!.value !== null, () => `${where} elsewhere, expected open: ${tell(told[1]!)}`);
    const ids = (['elsewhere', 'nowhere'] as const).map((at) => JSON.parse(argumentsFor(field, at)!.id ?? '"410802001001"') as string) as [string, string];
    if (field.sights[role].elsewhere === 'hidden') demand(isSame(told[1]!, told[2]!, ids), () => `${where} elsewhere, expected as nowhere: ${tell(told[1]!)} but ${tell(told[2]!)}`);
  }
}

/** They change the caller's own standing, whoever calls. */
const leftOut = new Set(['signOut']);

test('by the root: every role, every query, every mutation', async () => {
  for (const subgraph of subgraphNames) {
    await Promise.all(rolesToCheck.flatMap((role) => (['query', 'mutation'] as const).map((way) => checkRoots(subgraph, way, role))));
  }
  demandNone();
}, 300_000);

test('with the guards taken away, they notice', async () => {
  const counted = checks;
  const guarded = { graph, own, foreign };
  graph = await bootGraph({ unguarded: true });
  own = await layRows(graph, '410811');
  foreign = await layRows(graph, '410802');
  for (const entity of entities()) await checkEntity(entity);
  const found = deviations.splice(0).length;
  await Promise.all(Object.values(graph).map((subgraph) => subgraph.stop()));
  ({ graph, own, foreign } = guarded);
  checks = counted;
  expect(found).toBeGreaterThan(300);
}, 300_000);

test('these are more than five thousand checks', () => {
  process.stdout.write(`access matrix: ${checks} checks\n`);
  expect(checks).toBeGreaterThan(5_000);
});
