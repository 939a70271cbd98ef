import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConstDirectiveNode, type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, type TypeNode, parse } from 'graphql';
import { NotPossible, type SubgraphPlan } from './subgraph.ts';

export interface SubscriptionWish {
  field: string;
  /** Wire name, e.g. `checkpoints.passage-recorded.v1`. */
  event: string;
  /** The type that the field returns; told by the event's name when left out. */
  returns?: string;
  /** Payload fields by which a client may narrow it down, besides the area. */
  by: readonly string[];
  /** Fields of the type that the event carries under the same name, so that nobody has to fetch them. */
  carries: readonly string[];
  /** Who may: `noun:verb`; that of the query for the same type when left out. */
  scope?: string;
}

interface Sdl {
  path: string;
  text: string;
}

const eventDirective = `
"""
This subscription field is fed by an event; the gateway reads it from Kafka, no subgraph holds a socket.
\`match\`: \`argument = path\` or, for area prefixes, \`argument ^= path\`. \`root\`: the fields that the event carries.
"""
directive @event(name: String!, match: [String!], root: [String!]) repeatable on FIELD_DEFINITION
`;

/** @throws NotPossible when the event, the type or a field of them is not there, or the name is taken */
export async function planSubscription(root: string, wish: SubscriptionWish): Promise<SubgraphPlan> {
  if (!/^[a-z][A-Za-z]{2,49}$/.test(wish.field)) throw new NotPossible(`"${wish.field}" is no name for a field: 3 to 50 letters, for example passageRecorded.`);
  const payload = await payloadOf(root, wish.event);
  const service = wish.event.split('.')[0]!;
  const sources = globSync(`apps/${service}/src/**/*.graphql`, { cwd: root }).map((path): Sdl => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }));
  if (sources.length === 0) throw new NotPossible(`No subgraph is called ${service}. Make it first: npm run new -- subgraph ${service}`);
  const types = sources.flatMap(({ text }) => objectsIn(text));
  if (fieldsOf(types, 'Subscription').some(({ name }) => name.value === wish.field)) throw new NotPossible(`${service} has Subscription.${wish.field} already.`);
  const { type, key } = returnedType(types, payload, wish);
  demandFields(wish, payload, type);
  const home = sources.find(({ text }) => objectsIn(text).some((node) => node.name.value === type.name.value && keysOf(node).includes('id')))!;
  const scope = wish.scope ?? scopeOfQuery(types, type.name.value);
  const files = new Map([[home.path, `${home.text.trimEnd()}\n\n${fieldText({ ...wish, scope }, { payload, key, type, isFirst: fieldsOf(types, 'Subscription').length === 0 })}`]]);
  const schema = sources.find(({ path }) => path.endsWith('/schema.graphql'))!;
  if (!schema.text.includes('directive @event(')) files.set(schema.path, withEvents(schema.path === home.path ? files.get(schema.path)! : schema.text));
  return { files, next: nextSteps(wish, service, home.path) };
}

async function payloadOf(root: string, event: string): Promise<readonly string[]> {
  const contracts = (await import(pathToFileURL(join(root, 'libs/contracts/src/events/index.ts')).href)) as Record<string, unknown>;
  const known = Object.values(contracts).filter((each): each is { name: string; schema: { shape?: object } } => typeof each === 'object' && each !== null && 'schema' in each);
  const found = known.find(({ name }) => name === event);
  if (!found) throw new NotPossible(`No event is called ${event} in libs/contracts/src/events. There are: ${known.map(({ name }) => name).sort().join(', ')}.`);
  return Object.keys(found.schema.shape ?? {});
}

type ObjectNode = ObjectTypeDefinitionNode | (Omit<ObjectTypeDefinitionNode, 'kind'> & { kind: Kind.OBJECT_TYPE_EXTENSION });

function objectsIn(text: string): ObjectNode[] {
  return parse(text, { noLocation: true }).definitions.filter((node): node is ObjectNode => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION);
}

function fieldsOf(types: readonly ObjectNode[], name: string): FieldDefinitionNode[] {
  return types.filter((node) => node.name.value === name).flatMap((node) => node.fields ?? []);
}

function keysOf({ directives = [] }: ObjectNode): string[] {
  return directives.filter(({ name }) => name.value === 'key').flatMap((directive) => textOf(directive, 'fields') ?? []);
}

function textOf(directive: ConstDirectiveNode, argument: string): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** `passage-recorded` tells of a passage: `passageId` in the payload is the key of the type Passage. */
function returnedType(types: readonly ObjectNode[], payload: readonly string[], { event, returns }: SubscriptionWish): { type: ObjectNode; key: string } {
  const noun = event.split('.')[1]!.split('-').slice(0, -1).join('-') || event.split('.')[1]!;
  const name = returns ?? noun.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  const type = types.find((node) => node.name.value === name && keysOf(node).includes('id'));
  if (!type) throw new NotPossible(`${name} is no type with the key "id" in this subgraph. Name one with --returns.`);
  const key = [`${name[0]!.toLowerCase()}${name.slice(1)}Id`, 'id'].find((path) => payload.includes(path)) ?? (payload.includes(`${name.toLowerCase()}Id`) ? `${name.toLowerCase()}Id` : undefined);
  if (!key) throw new NotPossible(`${event} carries no id of a ${name}: it has ${payload.join(', ')}. Only an event that names its object can feed a subscription.`);
  return { type, key };
}

function demandFields({ by, carries, event }: SubscriptionWish, payload: readonly string[], type: ObjectNode): void {
  for (const path of [...by, ...carries]) if (!payload.includes(path)) throw new NotPossible(`${event} carries no ${path}: it has ${payload.join(', ')}.`);
  for (const name of carries) {
    const field = (type.fields ?? []).find((each) => each.name.value === name);
    if (!field) throw new NotPossible(`${type.name.value} has no field ${name}.`);
    if ((field.directives ?? []).some((directive) => directive.name.value === 'personal')) throw new NotPossible(`${type.name.value}.${name} is personal: its subgraph masks it, so it is never taken from an event.`);
  }
}

function scopeOfQuery(types: readonly ObjectNode[], returned: string): string {
  const field = fieldsOf(types, 'Query').find(({ type }) => [returned, `${returned}Connection`].includes(namedType(type)));
  const scopes = field?.directives?.find(({ name }) => name.value === 'requiresScopes');
  const found = /"([a-z]+:[a-z-]+)"/.exec(JSON.stringify(scopes)?.replaceAll('\\', '') ?? '')?.[1];
  if (!found) throw new NotPossible(`No query tells who may see a ${returned}. Say it with --scope noun:verb.`);
  return found;
}

interface Facts {
  payload: readonly string[];
  key: string;
  type: ObjectNode;
  isFirst: boolean;
}

function fieldText({ field, event, by, carries, scope }: SubscriptionWish & { scope: string }, { payload, key, type, isFirst }: Facts): string {
  const area = payload.includes('areaCode') ? 'areaCode' : '@areacode';
  const args = ['areaCode: ID!', ...by.map((name) => `${name}: ${argumentType(name, type)}`)].join(', ');
  const match = [`"areaCode ^= ${area}"`, ...by.map((name) => `"${name} = ${name}"`)].join(', ');
  const carried = [key === 'id' ? '"id"' : `"id = ${key}"`, ...carries.map((name) => `"${name}"`)].join(', ');
  return `${isFirst ? '' : 'extend '}type Subscription {
  "(What does a client hear, and when?)"
  ${field}(${args}): ${type.name.value}! @requiresScopes(scopes: [["${scope}"]])
    @event(name: "${event}", match: [${match}], root: [${carried}])
}
`;
}

/** That of the field with the same name: an enum stays one. */
function argumentType(name: string, type: ObjectNode): string {
  const same = (type.fields ?? []).find((field) => field.name.value === name);
  return same ? namedType(same.type) : /Id$/.test(name) ? 'ID' : 'String';
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** The links, the root and the directive that a subgraph with subscriptions needs. */
function withEvents(schema: string): string {
  const linked = schema
    .replace(/^schema$/m, 'schema\n  @link(url: "https://lianfang.dev/event/v1.0", import: ["@event"])\n  @composeDirective(name: "@event")')
    .replace(/^(schema\b[^{]*\{[^}]*)\}/m, '$1  subscription: Subscription\n}');
  const imports = linked.includes('"@composeDirective"') ? linked : linked.replace(/(specs\.apollo\.dev\/federation\/[^"]*", import: \[)/, '$1"@composeDirective", ');
  return `${imports.trimEnd()}\n${eventDirective}`;
}

function nextSteps({ field, event }: SubscriptionWish, service: string, path: string): string[] {
  return [
    '',
    `Subscription.${field} is live: npm start, then subscribe with { "snapshot": true } (docs/api/live.md).`,
    'What only you can know:',
    `  - its description in ${path}: the SDL is the public manual`,
    `  - further events that move it: one more @event each, beside ${event}`,
    `  - that main.ts of apps/${service} names the topic of its events`,
    '  - commit apps/gateway/supergraph.graphql with the rest',
  ];
}
