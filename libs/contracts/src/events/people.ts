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

/** Doors of an open round followed the register: households came, went, or were moved to another grid. One event per grid. */
export const SweepDoorsMoved = defineEvent({
  name: 'people.sweep-doors-moved.v1',
  schema: z.object({
    roundId: id,
    areaCode,
    day,
    households: z.int().describe('change in doors'),
    reached: z.int().describe('change in doors reached'),
    returnees: z.partialRecord(z.enum(originKinds), z.int()).describe('change in returnees found, by origin'),
  }),
});

/** A grid of a round was signed at a level (1 investigator, 2 community, 3 street), or returned to the level below. */
export const GridSigned = defineEvent({
  name: 'people.grid-signed.v1',
  schema: z.object({ roundId: id, areaCode, level: z.int().min(1).max(3), act: z.enum(['SIGNED', 'RETURNED']), version: z.int().positive() }),
});

export const voidCauses = [
  'VISIT_CHANGED', 'CONFLICT_OPENED', 'CONFLICT_RESOLVED', 'HOUSEHOLD_ADDED', 'HOUSEHOLD_MOVED', 'HOUSEHOLD_REMOVED', 'PERSON_MOVED', 'PERSON_MERGED',
] as const;

/** A signed grid changed: every signature over it is void. `level` is the highest that had signed. */
export const GridSignaturesVoided = defineEvent({
  name: 'people.grid-signatures-voided.v1',
  schema: z.object({ roundId: id, areaCode, level: z.int().min(1).max(3), cause: z.enum(voidCauses), doors: z.int().positive() }),
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

/** A household reported itself, by the code on its door or by its account. */
export const HouseholdReported = defineEvent({
  name: 'people.household-reported.v1',
  schema: z.object({
    reportId: id,
    householdId: id,
    areaCode,
    day,
    present: z.int().nonnegative().describe('members at home'),
    absent: z.int().nonnegative(),
    fever: z.int().nonnegative().describe('members at or above 37.3 °C'),
    moved: z.int().nonnegative().describe('members who were elsewhere within 14 days'),
  }),
});

/** A member of a household reported a fever of 37.3 °C or more. */
export const FeverSelfReported = defineEvent({
  name: 'people.fever-self-reported.v1',
  schema: z.object({ reportId: id, personId: id, householdId: id, areaCode, temperature: z.number(), day }),
});

/** A member of a household reported to have come from an area of risk. */
export const RiskMovementReported = defineEvent({
  name: 'people.risk-movement-reported.v1',
  schema: z.object({
    movementId: id,
    reportId: id,
    personId: id,
    householdId: id,
    areaCode: areaCode.describe('where the household lies'),
    originAreaCode: areaCode,
    risk: z.enum(['HIGH', 'MEDIUM', 'LOW']),
    temperature: z.number().nullable(),
    day,
    cameAt: instant,
  }),
});

/** A key person was named, got another team, or needs none any more. */
export const KeyPersonChanged = defineEvent({
  name: 'people.key-person-changed.v1',
  schema: z.object({ keyPersonId: id, areaCode, open: z.boolean(), holders: z.int().min(0).max(6), day }),
});

export const tipOutcomes = ['TRUE', 'FALSE_ALARM', 'UNVERIFIABLE'] as const;

/** A tip-off was verified. Nothing here leads to who gave it. */
export const TipVerified = defineEvent({
  name: 'people.tip-verified.v1',
  schema: z.object({ tipId: id, areaCode, outcome: z.enum(tipOutcomes), rewardFen: z.int().nonnegative(), day }),
});

/** A grid, a community or a wider area was added, renamed, or got another squad. Codes only; names are asked of `people`. */
export const AreaChanged = defineEvent({
  name: 'people.area-changed.v1',
  schema: z.object({ areaCode, change: z.enum(['ADDED', 'CHANGED']) }),
});

/** A compound with its households and residents went to another grid; their counts move by `RegisterChanged` in the same transaction. */
export const CompoundMoved = defineEvent({
  name: 'people.compound-moved.v1',
  schema: z.object({
    moveId: id,
    compoundId: id,
    fromAreaCode: areaCode,
    areaCode: areaCode.describe('the grid where it lies from now on'),
    households: z.int().nonnegative(),
    vacantHouseholds: z.int().nonnegative(),
    people: z.int().nonnegative(),
  }),
});

const kinOfPersons = {
  mergeId: id,
  keptId: id,
  droppedId: id,
  areaCode,
  step: z.int().positive().describe('grows with each merge and undo: of two facts over one person the higher step stands'),
};

/** Two entries of the register were the same person. From now on each of `ids` means `keptId`; the entries themselves keep their ids. */
export const PersonMerged = defineEvent({
  name: 'people.person-merged.v1',
  schema: z.object({ ...kinOfPersons, ids: z.array(id).min(1) }),
});

/** A merge was undone. From now on each of `ids` means `droppedId` again. */
export const PersonUnmerged = defineEvent({
  name: 'people.person-unmerged.v1',
  schema: z.object({ ...kinOfPersons, ids: z.array(id).min(1) }),
});

export const caseClasses = ['SUSPECTED', 'CONFIRMED', 'ASYMPTOMATIC', 'EXCLUDED'] as const;
export const contactKinds = ['CLOSE', 'SECONDARY', 'GENERAL'] as const;

/** A person was found infected 确诊或无症状. The area is the community, so that nothing points at a grid. */
export const CaseConfirmed = defineEvent({
  name: 'people.case-confirmed.v1',
  schema: z.object({ caseId: id, personId: id, householdId: id.nullable(), areaCode, class: z.enum(['CONFIRMED', 'ASYMPTOMATIC']), day }),
});

/** A person was put under observation as a contact 密接 of a case, or became a closer one. */
export const ContactTraced = defineEvent({
  name: 'people.contact-traced.v1',
  schema: z.object({
    contactId: id, personId: id, householdId: id.nullable(), areaCode, kind: z.enum(contactKinds), caseId: id.nullable().describe('null: through a contact'),
    lastExposureOn: day, day,
  }),
});

/** The standing of one community moved. One event per community and transaction; a correction moves it back. */
export const CaseCountsChanged = defineEvent({
  name: 'people.case-counts-changed.v1',
  schema: z.object({
    areaCode,
    confirmed: z.int().describe('change in confirmed cases, the cured and the dead among them'),
    inTreatment: z.int().describe('change in confirmed cases under treatment'),
    asymptomatic: z.int().describe('change in asymptomatic infections under observation'),
    suspected: z.int().describe('change in suspected cases'),
    contactsObserved: z.int().describe('change in contacts under observation'),
  }),
});

/** A follow-up of a fever report was opened, opened again or settled. */
export const FeverFollowUpChanged = defineEvent({
  name: 'people.fever-follow-up-changed.v1',
  schema: z.object({ followUpId: id, areaCode, state: z.enum(['OPEN', 'DONE']), day }),
});
