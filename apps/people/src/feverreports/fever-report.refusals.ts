import { Refusal } from '@lianfang/platform/refusals';

export function whoMissing(): Refusal {
  return new Refusal('FEVER_REPORT_INCOMPLETE', {
    zh: '请至少填写手机号或身份证号，否则无法随访到人。',
    en: 'Give a phone or an ID number; without one nobody can be followed up.',
  });
}

export function occurredInvalid(): Refusal {
  return new Refusal('FEVER_REPORT_TIME_INVALID', { zh: '购药或就诊时间应在最近 30 天内，且不晚于现在。', en: 'The purchase or visit lies within the last 30 days and not in the future.' });
}

export function temperatureInvalid(): Refusal {
  return new Refusal('TEMPERATURE_INVALID', { zh: '体温应在 34 至 43 °C 之间，如 38.2。', en: 'A temperature lies between 34 and 43 °C, e.g. 38.2.' });
}

export function textTooLong(): Refusal {
  return new Refusal('FEVER_REPORT_TEXT_TOO_LONG', { zh: '姓名不超过 50 字，住址、药品不超过 200 字。', en: 'A name has at most 50 characters, an address and the medicines 200.' });
}

export function columnsUnknown(): Refusal {
  return new Refusal('FEVER_COLUMNS_UNKNOWN', {
    zh: '表格中没有“手机”或“身份证号”列。请在首行写明列名：姓名、手机号、身份证号、住址、药品、体温、购药日期。',
    en: 'The spreadsheet has no column for phone or ID number. Head its columns: 姓名, 手机号, 身份证号, 住址, 药品, 体温, 购药日期.',
  });
}

export function followUpUnknown(): Refusal {
  return new Refusal('FOLLOW_UP_NOT_FOUND', { zh: '找不到该随访任务，或不在您的辖区内。', en: 'There is no such follow-up in your area.' });
}

export function followUpChangedMeanwhile(version: number): Refusal {
  return new Refusal('FOLLOW_UP_CHANGED_MEANWHILE', { zh: '该随访任务刚有变化，请刷新后再处理。', en: 'This follow-up changed meanwhile. Reload it and decide again.' }, { version });
}

export function followUpDone(): Refusal {
  return new Refusal('FOLLOW_UP_DONE', { zh: '该随访任务已办结。如有误，请先撤回。', en: 'This follow-up is done. If that is wrong, take it back first.' });
}

export function followUpNotDone(): Refusal {
  return new Refusal('FOLLOW_UP_NOT_DONE', { zh: '该随访任务尚未办结，无需撤回。', en: 'This follow-up is not done; there is nothing to take back.' });
}

export function followUpOther(): Refusal {
  return new Refusal('FOLLOW_UP_OF_OTHER', { zh: '该人员已有一项未办结的随访，请在那一项中处理。', en: 'This person has another open follow-up. Handle that one.' });
}

export function noteTooLong(): Refusal {
  return new Refusal('NOTE_TOO_LONG', { zh: '说明最长 500 字。', en: 'A note has at most 500 characters.' });
}
