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
  if (withinArea(actor, areaCode)) return;
  throw new Refusal('AREA_NOT_YOURS', {
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
