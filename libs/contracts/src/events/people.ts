import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, day, id, instant } from './fields.ts';

/** The register of one grid grew or shrank. One event per grid and transaction, not one per resident. */
export const RegisterChanged = defineEvent({
  name: 'people.register-changed.v1',
  schema: z.object({
    areaCode,
    households: z.int().describe('change in the number of households'),
    vacantHouseholds: z.int().describe('change in the number of vacant households'),
    people: z.int().describe('change in the number of residents'),
  }),
});

export const sweepOutcomes = ['VISITED', 'ABSENT', 'REFUSED', 'VACANT', 'MOVED_AWAY', 'NOT_FOUND'] as const;
export const originKinds = ['OUTBREAK_CITY', 'OUTBREAK_PROVINCE', 'OTHER_PROVINCE', 'SAME_PROVINCE', 'NONE'] as const;

/** A round opened: per grid, how many households are to be reached. One event per grid. */
export const SweepTargeted = defineEvent({
  name: 'people.sweep-targeted.v1',
  schema: z.object({ roundId: id, areaCode, day, households: z.int().nonnegative() }),
});

export const SweepRoundClosed = defineEvent({
  name: 'people.sweep-round-closed.v1',
  schema: z.object({ roundId: id, areaCode }),
});

/** A squad recorded a door. `reached` says how the household's coverage moved: 1, 0 or -1 (a correction). */
export const HouseholdSwept = defineEvent({
  name: 'people.household-swept.v1',
  schema: z.object({
    roundId: id,
    householdId: id,
    areaCode,
    day,
    outcome: z.enum(sweepOutcomes),
    reached: z.int().min(-1).max(1),
    returnees: z.partialRecord(z.enum(originKinds), z.int()).describe('change in returnees found, by origin'),
  }),
});

export const codeColours = ['GREEN', 'YELLOW', 'RED'] as const;

/** A health code 健康码 was set, by a rule or a person. `until` null: until another fact changes it; after it the code is green. */
export const HealthCodeAssigned = defineEvent({
  name: 'people.health-code-assigned.v1',
  schema: z.object({
    changeId: id,
    personId: id,
    areaCode,
    code: z.enum(codeColours),
    previous: z.enum(codeColours),
    ruleId: z.string(),
    ruleVersion: z.string(),
    until: instant.nullable(),
    day,
  }),
});
