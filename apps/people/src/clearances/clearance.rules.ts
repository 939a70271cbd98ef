import { readResidentId } from '@lianfang/contracts/documents';
import { Refusal } from '@lianfang/platform/refusals';
import type { HealthCode } from '../codes/code.rules.ts';

const mostAtOnce = 100;

/** The numbers as they are registered. @throws Refusal CLEARANCE_TOO_MANY, ID_NUMBER_INVALID: a number that cannot be anybody's is a slip of the pen */
export function readNumbers(idNumbers: readonly string[], today: string): string[] {
  if (idNumbers.length > mostAtOnce) throw clearanceTooMany();
  const numbers = idNumbers.map((text) => text.trim().toUpperCase());
  const wrong = numbers.flatMap((number, place) => ('fault' in readResidentId(number, today) ? [place] : []));
  if (wrong.length > 0) throw idNumbersInvalid(wrong);
  return numbers;
}

/** An employer learns a yes or a no. */
export function mayWork(code: Pick<HealthCode, 'code'> | null): boolean {
  return code === null || code.code === 'GREEN';
}

function clearanceTooMany(): Refusal {
  return new Refusal('CLEARANCE_TOO_MANY', { zh: `每次最多核验 ${mostAtOnce} 人，请分批提交。`, en: `At most ${mostAtOnce} are checked at once. Send them in parts.` });
}

function idNumbersInvalid(places: number[]): Refusal {
  return new Refusal('ID_NUMBER_INVALID', {
    zh: `第 ${places.map((place) => place + 1).join('、')} 个身份证号有误，请核对后重新提交。`,
    en: `The numbers at the places ${places.map((place) => place + 1).join(', ')} are no ID numbers. Check them and send the list again.`,
  }, { places });
}
