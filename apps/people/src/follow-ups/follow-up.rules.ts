import { Refusal } from '@lianfang/platform/refusals';

export type FollowUpKind = 'TEMPERATURE' | 'TEST';
export type FollowUpState = 'OPEN' | 'DONE' | 'CANCELLED';
export type TestResult = 'NEGATIVE' | 'POSITIVE';

export interface FollowUpRule {
  version: string;
  contactKind: string;
  days: number;
  testDays: number[];
  summaryZh: string;
  summaryEn: string;
}

/** What is to be asked of a contact on a day, and what was answered last. */
export interface FollowUp {
  contactId: string;
  dueOn: string;
  kind: FollowUpKind;
  areaCode: string;
  ruleVersion: string;
  state: FollowUpState;
  temperature: number | null;
  symptoms: boolean | null;
  result: TestResult | null;
  recordedAt: Date | null;
  recordedBy: string | null;
}

export interface FollowUpAnswer {
  temperature?: number | null;
  symptoms?: boolean | null;
  result?: TestResult | null;
  reason?: string | null;
}

const fever = 37.3;

/** @throws Refusal TEMPERATURE_IMPLAUSIBLE, RESULT_MISSING, FOLLOW_UP_NOT_DUE, FOLLOW_UP_CANCELLED, FOLLOW_UP_DONE */
export function judgeAnswer(followUp: Pick<FollowUp, 'kind' | 'dueOn' | 'state'>, answer: FollowUpAnswer, today: string): void {
  if (followUp.dueOn > today) throw new Refusal('FOLLOW_UP_NOT_DUE', { zh: `该随访应在 ${followUp.dueOn} 进行。`, en: `This is due on ${followUp.dueOn}.` });
  if (followUp.state === 'CANCELLED') throw new Refusal('FOLLOW_UP_CANCELLED', { zh: '该随访已取消。', en: 'This follow-up was cancelled.' });
  if (followUp.state === 'DONE' && !answer.reason?.trim()) {
    throw new Refusal('FOLLOW_UP_DONE', { zh: '已登记过；更正须写明理由。', en: 'This was recorded already. Give a reason to correct it.' });
  }
  if (followUp.kind === 'TEST') {
    if (!answer.result) throw new Refusal('RESULT_MISSING', { zh: '请填写核酸结果：阴性或阳性。', en: 'Give the result: negative or positive.' });
    return;
  }
  const { temperature } = answer;
  if (temperature == null || !(temperature >= 30 && temperature <= 45)) {
    throw new Refusal('TEMPERATURE_IMPLAUSIBLE', { zh: '体温应在 30 至 45 ℃ 之间，请核对。', en: 'A temperature lies between 30 and 45 °C. Check the reading.' });
  }
}

/** Something that somebody must look at: a fever, symptoms, a positive sample. */
export function isAlarming({ temperature, symptoms, result }: Pick<FollowUp, 'temperature' | 'symptoms' | 'result'>): boolean {
  return result === 'POSITIVE' || symptoms === true || (temperature !== null && temperature >= fever);
}

export function followUpUnknown(): Refusal {
  return new Refusal('FOLLOW_UP_NOT_FOUND', { zh: '没有这项随访，或不在您的辖区内。', en: 'There is no such follow-up in your area.' });
}
