import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, day, id, instant } from './fields.ts';

export const checkpointKinds = ['COMPOUND_GATE', 'VILLAGE', 'HIGHWAY', 'STATION', 'MOBILE'] as const;
export const verdicts = ['ALLOWED', 'REFUSED'] as const;
export const alertKinds = ['FEVER', 'ISOLATION_BREACH', 'CODE', 'CERTIFICATE_EXPIRED'] as const;

/** A checkpoint was opened, closed or moved; `open` is the state after it. */
export const CheckpointChanged = defineEvent({
  name: 'checkpoints.checkpoint-changed.v1',
  schema: z.object({ checkpointId: id, areaCode, kind: z.enum(checkpointKinds), open: z.boolean(), previouslyOpen: z.boolean() }),
});

/** A traveller signed the letter of responsibility and was registered on arrival. */
export const ArrivalDeclared = defineEvent({
  name: 'checkpoints.arrival-declared.v1',
  schema: z.object({
    arrivalId: id,
    personId: id,
    householdId: id.nullable().describe('where the person will stay, when it is in the register'),
    checkpointId: id,
    areaCode: areaCode.describe('destination, where the person will be under control'),
    originAreaCode: areaCode,
    risk: z.enum(['HIGH', 'MEDIUM', 'LOW']),
    temperature: z.number().nullable(),
    day,
    arrivedAt: instant,
  }),
});

export const PassageRecorded = defineEvent({
  name: 'checkpoints.passage-recorded.v1',
  schema: z.object({
    passageId: id,
    checkpointId: id,
    personId: id.nullable(),
    areaCode,
    day,
    direction: z.enum(['IN', 'OUT']),
    verdict: z.enum(verdicts),
    reason: z.string().nullable(),
    temperature: z.number().nullable(),
    passedAt: instant,
  }),
});

export const AlertRaised = defineEvent({
  name: 'checkpoints.alert-raised.v1',
  schema: z.object({ alertId: id, kind: z.enum(alertKinds), personId: id.nullable(), checkpointId: id, areaCode, day, ownerAgency: z.string() }),
});

/** An alert was acknowledged or closed. */
export const AlertChanged = defineEvent({
  name: 'checkpoints.alert-changed.v1',
  schema: z.object({ alertId: id, areaCode, state: z.enum(['ACKNOWLEDGED', 'CLOSED']) }),
});
