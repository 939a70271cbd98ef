import { Refusal } from '@lianfang/platform/refusals';

export function sourceInvalid(zh: string, en: string): Refusal {
  return new Refusal('READING_SOURCE_INVALID', { zh, en });
}

export function sourceUnknown(): Refusal {
  return new Refusal('READING_SOURCE_NOT_FOUND', {
    zh: '没有这个抄表来源，请先保存来源及其列对应关系。',
    en: 'There is no such source of readings. Save the source and its columns first.',
  });
}

export function sourceChangedMeanwhile(version: number): Refusal {
  return new Refusal(
    'READING_SOURCE_CHANGED_MEANWHILE',
    { zh: '该来源刚被他人修改，请刷新后再改。', en: 'Somebody else changed this source meanwhile. Reload it and edit again.' },
    { version },
  );
}

export function areaTooWide(): Refusal {
  return new Refusal('READING_AREA_TOO_WIDE', {
    zh: '抄表数据按区县、街道或社区导入，请选择区县及以下的区划。',
    en: 'Readings are imported for a county, street or community. Choose one of these.',
  });
}

export function flagUnknown(): Refusal {
  return new Refusal('READING_FLAG_NOT_FOUND', { zh: '找不到该条倒查记录，或不在您的辖区内。', en: 'There is no such flag in your area.' });
}

export function flagChangedMeanwhile(version: number): Refusal {
  return new Refusal(
    'READING_FLAG_CHANGED_MEANWHILE',
    { zh: '该条倒查记录刚有变化，请刷新后再处理。', en: 'This flag changed meanwhile. Reload it and decide again.' },
    { version },
  );
}

export function flagNotOpen(): Refusal {
  return new Refusal('READING_FLAG_NOT_OPEN', { zh: '该条倒查记录已办结或已自动撤销。', en: 'This flag is settled already, or was withdrawn by rule.' });
}

export function flagOwnerInvalid(): Refusal {
  return new Refusal('READING_FLAG_OWNER_INVALID', {
    zh: '请选择该户所在的网格或其上级作为责任单位。',
    en: 'Choose the grid that the household lies in, or an area above it.',
  });
}

export function deadlineInvalid(): Refusal {
  return new Refusal('DEADLINE_INVALID', { zh: '期限应晚于现在，且在 30 天以内。', en: 'The deadline lies in the future, at most 30 days ahead.' });
}

export function noteTooLong(): Refusal {
  return new Refusal('NOTE_TOO_LONG', { zh: '说明最长 500 字。', en: 'A note has at most 500 characters.' });
}
