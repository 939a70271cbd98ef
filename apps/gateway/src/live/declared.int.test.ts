import { readFileSync } from 'node:fs';
import * as contracts from '@lianfang/contracts/events';
import { type GraphQLObjectType, type GraphQLOutputType, getNamedType, isLeafType, isObjectType, parse } from 'graphql';
import { openGate } from '../engine/checks.ts';
import { openState } from '../engine/state.ts';
import { planningRoom } from '../planning/room.ts';
import { readSupergraph } from '../supergraph/supergraph.ts';
import { type EventPath, type EventSource, eventSources } from './event.rules.ts';
import { planStream } from './stream.plan.ts';

/* Every Subscription field that the house declares: its events are there and carry what the SDL says, and the rest is to be had by federation. */

const supergraph = readSupergraph(readFileSync('apps/gateway/supergraph.graphql', 'utf8'), new Map());
const state = openState(supergraph, { open: () => ({ ask: () => Promise.reject(new Error('not to be asked')), close: () => Promise.resolve() }) as never, gate: openGate, openPlanner: (sdl) => planningRoom().open(sdl) });
const sources = eventSources(supergraph.document);
const root = supergraph.clientSchema.getSubscriptionType()!;
const fields = Object.values(root.getFields()).map((field) => [field.name, field] as const);
interface Defined {
  name: string;
  schema: { shape: Record<string, unknown> };
}
const events = (Object.values(contracts) as unknown[]).filter((each): each is Defined => typeof each === 'object' && each !== null && 'schema' in each && 'name' in each);
const envelope = ['subject', 'areacode', 'agency', 'time'];

test('there are those that dashboards and agencies need', () => {
  expect([...sources.keys()].sort()).toEqual(expect.arrayContaining([
    'alertChanged', 'alertRaised', 'bedChanged', 'checkpointChanged', 'directiveChanged', 'facilityChanged', 'facilityOrderChanged', 'figuresChanged', 'glassOpened',
    'orderChanged', 'passageRecorded', 'stockMoved', 'supportChanged', 'sweepCoverageChanged', 'sweepRoundClosed',
  ]));
});

const isCarried = (path: EventPath, shape: Record<string, unknown>) => (path.of === 'envelope' ? envelope.includes(path.name) : path.names[0]! in shape);

test.each(fields)('%s is fed by events that carry what it names', (name, field) => {
  for (const source of sources.get(name) ?? []) {
    const event = events.find((each) => each.name === source.name);
    const lacking = !event ? [source.name] : lacksIn(source, event.schema.shape, field.args.map((argument) => argument.name));
    expect(lacking).toEqual([]);
  }
  expect(sources.get(name)?.length).toBeGreaterThan(0);
});

function lacksIn(source: EventSource, shape: Record<string, unknown>, args: readonly string[]): string[] {
  const matches = source.matches.flatMap(({ argument, path }) => [...(args.includes(argument) ? [] : [`argument ${argument}`]), ...(isCarried(path, shape) ? [] : [`match of ${argument}`])]);
  const told = source.root.flatMap(({ field, from }) => ('argument' in from ? (args.includes(from.argument) ? [] : [from.argument]) : isCarried(from.path, shape) ? [] : [field.join('.')]));
  return [...matches, ...told];
}

test.each(fields)('%s can be planned with everything that its type has', async (name, field) => {
  const args = field.args.filter(({ type }) => String(type).endsWith('!')).map((argument) => `${argument.name}: "410811"`);
  const query = `subscription { ${name}(${args.join(', ')}) { ${leavesOf(field.type).join(' ')} } }`;
  const document = parse(query);
  const planned = await state.workshop.planner.plan(document, undefined);
  const plan = planStream(state.workshop, sources, () => false, { document, operation: document.definitions[0] as never, variables: {}, planned });
  expect(plan.topics.size).toBeGreaterThan(0);
});

/** Its scalars, and the first scalar of each object below that needs no argument: what other subgraphs hold as well. */
function leavesOf(type: GraphQLOutputType): string[] {
  const free = (object: GraphQLObjectType) => Object.values(object.getFields()).filter(({ args }) => args.every((argument) => argument.defaultValue !== undefined || !String(argument.type).endsWith('!')));
  return free(getNamedType(type) as GraphQLObjectType).flatMap((field) => {
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [field.name];
    const leaf = isObjectType(named) && free(named).find((below) => isLeafType(getNamedType(below.type)));
    return leaf ? [`${field.name} { ${leaf.name} }`] : [];
  });
}
