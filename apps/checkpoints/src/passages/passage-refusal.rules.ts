import { Refusal } from '@lianfang/platform/refusals';
import type { Language } from '@lianfang/platform/refusals';
import { oldestDays } from '../times.rules.ts';
import type { PassageReason } from './passage.rules.ts';

const reasonTexts: Record<PassageReason, Record<Language, string>> = {
  UNDER_ISOLATION: { zh: '该人员正在隔离，不得通行，已报告卫健委。', en: 'Under isolation: may not pass. The health commission has been told.' },
  RED_CODE: { zh: '红码，不得通行，已报告卫健委，请就地等候。', en: 'Red code: may not pass. The health commission has been told; wait here.' },
  YELLOW_CODE: { zh: '黄码，不得通行，已报告卫健委，请就地等候。', en: 'Yellow code: may not pass. The health commission has been told; wait here.' },
  PASS_REVOKED: { zh: '出入证已注销，请到社区重新办理。', en: 'The pass was revoked. Ask the community office for a new one.' },
  PASS_EXPIRED: { zh: '出入证已过期，请到社区换发。', en: 'The pass has expired. Ask the community office to renew it.' },
  PASS_UNKNOWN: { zh: '出入证无效，请核对身份证件。', en: 'Not a valid pass. Check the identity document.' },
  CHECKPOINT_CLOSED: { zh: '该卡点此时不开放，请走其他卡点或在开放时间通行。', en: 'The checkpoint is closed. Use another one or come in its hours.' },
  FEVER: { zh: '体温达到 37.3 °C，请原地等候，已报告卫健委转发热门诊。', en: '37.3 °C or more: wait here for the fever clinic. The health commission has been told.' },
  QUOTA_USED: { zh: '该户本期外出次数已用完。', en: 'The household has used its outings of the period.' },
};

export function reasonText(reason: PassageReason, language: Language): string {
  return reasonTexts[reason][language];
}

export function keyInvalid(): Refusal {
  return new Refusal('KEY_INVALID', {
    zh: '请求编号须为 1 至 100 个字符，请重新扫码提交。',
    en: 'The key must have 1 to 100 characters. Scan again.',
  });
}

export function passageWithoutPerson(): Refusal {
  return new Refusal('PASSAGE_WITHOUT_PERSON', {
    zh: '请扫描出入证，或登记人员身份后再提交。',
    en: 'Scan a pass or identify the person first.',
  });
}

export function passageInFuture(): Refusal {
  return new Refusal('PASSAGE_IN_FUTURE', {
    zh: '通行时间晚于现在，请校准手机时间后重新提交。',
    en: 'The time of the passage is in the future. Set the clock of the phone and send it again.',
  });
}

export function passageTooOld(): Refusal {
  return new Refusal('PASSAGE_TOO_OLD', {
    zh: `通行时间早于 ${oldestDays} 天前，请校准手机日期后重新提交。`,
    en: `The time of the passage is more than ${oldestDays} days ago. Set the date of the phone and send it again.`,
  });
}

export function temperatureImplausible(): Refusal {
  return new Refusal('TEMPERATURE_IMPLAUSIBLE', {
    zh: '体温应在 30 至 45 °C 之间，请重新测量。',
    en: 'A body temperature lies between 30 and 45 °C. Measure again.',
  });
}

export function plateInvalid(): Refusal {
  return new Refusal('PLATE_INVALID', {
    zh: '车牌号过长，请核对，如“豫H12345”。',
    en: 'The plate is too long. Check it, e.g. 豫H12345.',
  });
}

export function batchTooLarge(most: number): Refusal {
  return new Refusal('BATCH_TOO_LARGE', {
    zh: `一次最多提交 ${most} 条，请分批提交。`,
    en: `At most ${most} at once. Send them in parts.`,
  });
}

/** The texts of the platform's own refusal of a reused key, for one row of a batch. */
export function keyReused(): Refusal {
  return new Refusal('KEY_REUSED', {
    zh: '此请求编号已用于另一项操作，请用新编号重新提交。',
    en: 'This key was already used for a different request. Send the request again with a new key.',
  });
}
