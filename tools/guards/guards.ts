import { agencyGuards } from './agencies.guards.ts';
import type { Guard } from './guard.ts';
import { gatewayGuards } from './gateway.guards.ts';
import { neighbourGuards } from './neighbours.guards.ts';
import { peopleGuards } from './people.guards.ts';
import { platformGuards } from './platform.guards.ts';

/** Every guard of the house that a person put on this list; whoever writes one adds it. */
export const guards: readonly Guard[] = [...platformGuards, ...agencyGuards, ...gatewayGuards, ...peopleGuards, ...neighbourGuards];
