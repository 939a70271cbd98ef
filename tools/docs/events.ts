import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@lianfang/contracts/events';
import { envelopeSchema, serviceOf, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { stringify } from 'yaml';
import { z } from 'zod';
import { subgraphNames } from '../codegen/sources.ts';

interface ToldEvent {
  /** The constant that emitter and listeners import. */
  constant: string;
  event: EventDefinition;
  listeners: readonly string[];
}

/** Every event of the contracts, by wire name, with the services whose consumers import it. */
export function readEvents(root: string): ToldEvent[] {
  const imports = importsOfConsumers(root);
  return Object.entries<unknown>(contracts)
    .filter((entry): entry is [string, EventDefinition] => isEvent(entry[1]))
    .map(([constant, event]) => ({
      constant,
      event,
      listeners: [...imports].filter(([app, names]) => app !== serviceOf(event) && names.has(constant)).map(([app]) => app).sort(),
    }))
    .sort((a, b) => (a.event.name < b.event.name ? -1 : 1));
}

function isEvent(value: unknown): value is EventDefinition {
  return typeof value === 'object' && value !== null && 'name' in value && 'schema' in value;
}

/** Every process that judges a caller reads these, see `openStanding`. */
const standingOf = 'libs/platform/src/auth/standing.rules.ts';

/** Holds and endings reach every service, see `platform/retention`. */
const keepingOf = 'libs/platform/src/retention/keeping.consumer.ts';

/** Which entries of the register mean one person reaches whoever keeps facts by person, see `platform/kin`. */
const kinOf = 'libs/platform/src/kin/kin.consumer.ts';

/** A service that takes what the platform hears for it into its subscriptions. */
const takesKin = /\bkinSubscriptions\b/;

/** A service listens to what its `*.consumer.ts` files import from the contracts, and to the standing; its own events it only emits. */
function importsOfConsumers(root: string): Map<string, Set<string>> {
  const importsOf = (file: string) => readFileSync(join(root, file), 'utf8').match(/import \{([^}]*)\} from '@lianfang\/contracts\/events'/)?.[1]?.match(/\w+/g) ?? [];
  const judges = ['gateway', 'identity', ...subgraphNames(root)];
  const byApp = new Map<string, Set<string>>(judges.map((app) => [app, new Set(importsOf(standingOf))]));
  for (const app of subgraphNames(root)) byApp.set(app, new Set([...byApp.get(app)!, ...importsOf(keepingOf)]));
  for (const file of globSync('apps/*/src/**/*.consumer.ts', { cwd: root })) {
    const names = importsOf(file);
    const app = file.split(/[/\\]/)[1]!;
    byApp.set(app, new Set([...(byApp.get(app) ?? []), ...names]));
  }
  for (const file of globSync('apps/*/src/{main,graph}.ts', { cwd: root })) {
    const app = file.split(/[/\\]/)[1]!;
    if (takesKin.test(readFileSync(join(root, file), 'utf8'))) byApp.set(app, new Set([...(byApp.get(app) ?? []), ...importsOf(kinOf)]));
  }
  return byApp;
}

/** JSON Schema of one event as it lies in the topic: the envelope with its payload. */
export function schemaOf({ constant, event }: Pick<ToldEvent, 'constant' | 'event'>): object {
  const whole = envelopeSchema.extend({ type: z.literal(event.name), source: z.literal(serviceOf(event)), data: event.schema });
  return { $id: `${event.name}.schema.json`, title: constant, ...z.toJSONSchema(whole, { target: 'draft-2020-12' }) };
}

/** AsyncAPI 3.0: a channel per topic, an operation per service and topic that it sends to or receives from. */
export function asyncapi(events: readonly ToldEvent[]): string {
  const topics = Map.groupBy(events, ({ event }) => topicOf(event));
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Lianfang events',
      version: '1.0.0',
      description: 'Facts that the services tell each other. CloudEvents 1.0 in JSON, keyed by subject. No name, phone, ID number or address is in any of them.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries([...topics].map(([topic, told]) => [channelOf(topic), { address: topic, messages: refs(told, 'components') }])),
    operations: Object.fromEntries([...topics].flatMap(([topic, told]) => operationsOf(topic, told))),
    components: { messages: Object.fromEntries(events.map((told) => [told.constant, messageOf(told)])) },
  };
  return `# Printed from libs/contracts/src/events by \`npm run docs\`. Never edited by hand.\n${stringify(document, { aliasDuplicateObjects: false, lineWidth: 140 })}`;
}

function channelOf(topic: string): string {
  return topic.replace('.', '-');
}

function refs(told: readonly ToldEvent[], from: 'components' | string): object {
  return Object.fromEntries(told.map(({ constant }) => [constant, { $ref: from === 'components' ? `#/components/messages/${constant}` : from + constant }]));
}

function operationsOf(topic: string, told: readonly ToldEvent[]): [string, object][] {
  const channel = channelOf(topic);
  const receivers = [...new Set(told.flatMap(({ listeners }) => listeners))].sort();
  const operation = (action: string, heard: readonly ToldEvent[]) => ({
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: heard.map(({ constant }) => ({ $ref: `#/channels/${channel}/messages/${constant}` })),
  });
  return [
    [`${serviceOf(told[0]!.event)}-sends`, operation('send', told)],
    ...receivers.map((app): [string, object] => [`${app}-receives-from-${serviceOf(told[0]!.event)}`, operation('receive', told.filter(({ listeners }) => listeners.includes(app)))]),
  ];
}

function messageOf({ constant, event }: ToldEvent): object {
  return { name: event.name, title: constant, payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: { $ref: `./events/${event.name}.schema.json` } } };
}
