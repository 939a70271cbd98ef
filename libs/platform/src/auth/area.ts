import { isAreaCode, isWithinArea } from '@lianfang/contracts/areas';
import { Refusal } from '../refusals/index.ts';
import type { Actor } from './actor.ts';

/** True when the area is the actor's own or lies below it. */
export function withinArea(actor: Actor, areaCode: string): boolean {
  return actor.kind !== 'anonymous' && isWithinArea(areaCode, actor.areaCode);
}

/**
 * @throws Refusal AREA_NOT_YOURS. It names neither area: that one exists is itself knowledge.
 * @throws Refusal AREA_CODE_INVALID for a text that is the code of no area, wherever that would lie
 */
export function demandArea(actor: Actor, areaCode: string): void {
  if (!isAreaCode(areaCode)) throw areaCodeInvalid();
  if (!withinArea(actor, areaCode)) throw areaNotYours();
}

/**
 * True when the caller may look at persons and households of the area: it is the own one, or lies where the caller broke the
 * glass. For reads and their masks alone; whoever writes is asked by `withinArea`.
 */
export function withinSight(actor: Actor, areaCode: string): boolean {
  if (actor.kind === 'anonymous') return false;
  if (actor.seesOwnArea && isWithinArea(areaCode, actor.areaCode)) return true;
  return actor.openings.some((opening) => isWithinArea(areaCode, opening.areaCode));
}

/** @throws Refusal as `demandArea` does, unless the area is within sight */
export function demandSight(actor: Actor, areaCode: string): void {
  if (!isAreaCode(areaCode)) throw areaCodeInvalid();
  if (!withinSight(actor, areaCode)) throw areaNotYours();
}

function areaNotYours(): Refusal {
  return new Refusal('AREA_NOT_YOURS', {
    zh: '该区域不在您的管辖范围内，请联系该区域的主管单位。',
    en: 'This area is outside your jurisdiction. Ask the agency that is responsible for it.',
  });
}

function areaCodeInvalid(): Refusal {
  return new Refusal('AREA_CODE_INVALID', {
    zh: '区划代码应为 2、4、6、9、12 或 15 位数字，请从列表中选择区域。',
    en: 'An area code has 2, 4, 6, 9, 12 or 15 digits. Choose the area from the list.',
  });
}
