import { isAreaCode } from '@lianfang/contracts/areas';
import { Refusal } from '@lianfang/platform/refusals';
import { demandIds } from '../ids.rules.ts';
import { readPlate, readTemperature } from '../passages/passage.rules.ts';
import { isInFuture, isTooOld, oldestDays } from '../times.rules.ts';

export type RiskLevel = 'HIGH' | 'MEDIUM' | 'LOW';

export interface Arrival {
  id: string;
  personId: string;
  checkpointId: string;
  /** Where the person will stay. */
  areaCode: string;
  householdId: string | null;
  originAreaCode: string;
  originName: string;
  risk: RiskLevel;
  plate: string | null;
  temperature: number | null;
  letterSigned: boolean;
  arrivedAt: Date;
  receivedAt: Date;
  declaredBy: string;
}

export interface ArrivalDraft {
  personId: string;
  checkpointId: string;
  areaCode: string;
  householdId?: string | null;
  originAreaCode: string;
  originName: string;
  risk: RiskLevel;
  plate?: string | null;
  temperature?: number | null;
  letterSigned: boolean;
  arrivedAt: Date;
}

const longestOriginName = 100;

/**
 * @throws Refusal LETTER_NOT_SIGNED, ID_INVALID, DESTINATION_UNKNOWN, ORIGIN_UNKNOWN, ARRIVAL_IN_FUTURE, ARRIVAL_TOO_OLD,
 * TEMPERATURE_IMPLAUSIBLE, PLATE_INVALID
 */
export function declareArrival(
  draft: ArrivalDraft,
  checkpoint: { id: string; areaCode: string },
  by: { id: string; declaredBy: string; now: Date },
): Arrival {
  const { personId, householdId = null, areaCode, originAreaCode, risk, letterSigned, arrivedAt } = draft;
  demandIds({ personId, householdId });
  if (!letterSigned) throw letterNotSigned();
  if (!isCommunityOf(areaCode, checkpoint.areaCode)) throw destinationUnknown();
  const originName = draft.originName.trim();
  if (!isAreaCode(originAreaCode) || originAreaCode.length < 4 || !originName || originName.length > longestOriginName) throw originUnknown();
  if (isInFuture(arrivedAt, by.now)) throw arrivalInFuture();
  if (isTooOld(arrivedAt, by.now)) throw arrivalTooOld();
  return {
    id: by.id,
    personId,
    checkpointId: checkpoint.id,
    areaCode,
    householdId,
    originAreaCode,
    originName,
    risk,
    plate: readPlate(draft.plate),
    temperature: readTemperature(draft.temperature),
    letterSigned,
    arrivedAt,
    receivedAt: by.now,
    declaredBy: by.declaredBy,
  };
}

/** A checkpoint takes in whoever stays in its county; travellers to elsewhere are taken in there. */
function isCommunityOf(areaCode: string, checkpointAreaCode: string): boolean {
  return isAreaCode(areaCode) && areaCode.length >= 12 && areaCode.startsWith(checkpointAreaCode.slice(0, 6));
}

function letterNotSigned(): Refusal {
  return new Refusal('LETTER_NOT_SIGNED', {
    zh: '请先让来（返）人员签署承诺书，再提交登记。',
    en: 'Have the traveller sign the letter of responsibility first, then send the form.',
  });
}

function destinationUnknown(): Refusal {
  return new Refusal('DESTINATION_UNKNOWN', {
    zh: '请选择本区县内的居住地，至少精确到社区（村）。',
    en: 'Choose where the person will stay in this county, at least the community or village.',
  });
}

function originUnknown(): Refusal {
  return new Refusal('ORIGIN_UNKNOWN', {
    zh: '请选择出发地，至少精确到市，并填写地名（不超过 100 字）。',
    en: 'Choose the place of departure, at least the city, and give its name (at most 100 characters).',
  });
}

function arrivalInFuture(): Refusal {
  return new Refusal('ARRIVAL_IN_FUTURE', {
    zh: '到达时间晚于现在，请校准手机时间后重新提交。',
    en: 'The time of arrival is in the future. Set the clock of the phone and send it again.',
  });
}

function arrivalTooOld(): Refusal {
  return new Refusal('ARRIVAL_TOO_OLD', {
    zh: `到达时间早于 ${oldestDays} 天前，请核对时间和手机日期后重新提交。`,
    en: `The time of arrival is more than ${oldestDays} days ago. Check it and the date of the phone, and send it again.`,
  });
}
