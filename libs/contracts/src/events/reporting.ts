import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, day, instant } from './fields.ts';

/** The day's figures of an area moved; `version` counts the changes of that area and day. */
export const FiguresChanged = defineEvent({
  name: 'reporting.figures-changed.v1',
  schema: z.object({ areaCode, day, version: z.int().positive(), asOf: instant }),
});
