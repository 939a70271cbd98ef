import { declaredPort } from '../codegen/sources.ts';
import { anyPorts, freePort } from '../process/port.ts';
import type { Catalogue } from './catalogue.ts';
import type { StackSettings } from './settings.ts';

export type Ports = Record<string, number>;

const usual: Ports = {
  gateway: 4000, identity: 4010, postgres: 4320, kafka: 4392, 'kafka-controller': 4393,
};
/** Where the search for a port begins that nobody declared. */
const firstOfOthers = 4180;

/** One port for everything that listens. `notes` tells every port that was busy and stepped over. */
export async function planPorts(settings: StackSettings, catalogue: Catalogue): Promise<{ ports: Ports; notes: string[] }> {
  const names = [...new Set([...Object.keys(usual), ...catalogue.services])];
  if (settings.portBase === 'free') {
    const found = await anyPorts(names.length);
    return { ports: Object.fromEntries(names.map((name, at) => [name, found[at]!])), notes: [] };
  }
  const ports: Ports = {};
  const notes: string[] = [];
  for (const [at, name] of names.entries()) {
    const wished = settings.portBase === null ? (usual[name] ?? declaredPort(settings.root, name) ?? firstOfOthers) : settings.portBase + at;
    ports[name] = await freePort(wished, new Set(Object.values(ports)));
    const steppedOver = ports[name] !== wished && (wished !== firstOfOthers || settings.portBase !== null);
    if (steppedOver) notes.push(`port ${wished} is busy: ${name} listens on ${ports[name]} instead`);
  }
  return { ports, notes };
}
