import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, day, id, instant } from './fields.ts';

/** A directive was issued, one of its steps was done, it was done itself, or it was withdrawn. */
export const DirectiveChanged = defineEvent({
  name: 'reporting.directive-changed.v1',
  schema: z.object({ directiveId: id, areaCode, ownerAgency: z.string(), state: z.enum(['ISSUED', 'DONE', 'WITHDRAWN']), stepsDone: z.int().nonnegative() }),
});

/** The day's figures of an area moved; `version` counts the changes of that area and day. */
export const FiguresChanged = defineEvent({
  name: 'reporting.figures-changed.v1',
  schema: z.object({ areaCode, day, version: z.int().positive(), asOf: instant }),
});
