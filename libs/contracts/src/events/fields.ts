import { z } from 'zod';
import { isAreaCode } from '../areas/index.ts';

/** Field schemas that the event payloads share. */
export const id = z.uuid();
export const areaCode = z.string().refine(isAreaCode, 'an area code has 2, 4, 6, 9, 12 or 15 digits');
/** A calendar day in Asia/Shanghai, YYYY-MM-DD. */
export const day = z.iso.date();
export const instant = z.iso.datetime({ offset: true });
