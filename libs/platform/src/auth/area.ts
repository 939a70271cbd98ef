import { isWithinArea } from '@lianfang/contracts/areas';
import { Refusal } from '../refusals/index.ts';
import type { Actor } from './actor.ts';

/** True when the area is the actor's own or lies below it. */
export function withinArea(actor: Actor, areaCode: string): boolean {
  return actor.kind !== 'anonymous' && isWithinArea(areaCode, actor.areaCode);
}

/** @throws Refusal AREA_NOT_YOURS. It names neither area: that one exists is itself knowledge. */
export function demandArea(actor: Actor, areaCode: string): void {
  if (withinArea(actor, areaCode)) return;
  throw new Refusal('AREA_NOT_YOURS', {
    zh: '该区域不在您的管辖范围内，请联系该区域的主管单位。',
    en: 'This area is outside your jurisdiction. Ask the agency that is responsible for it.',
  });
}
