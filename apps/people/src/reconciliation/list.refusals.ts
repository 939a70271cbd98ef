import { Refusal } from '@lianfang/platform/refusals';

export function sourceUnknown(): Refusal {
  return new Refusal('LIST_SOURCE_NOT_FOUND', {
    zh: '没有这个名单来源，请先保存来源及其列对应关系。',
    en: 'There is no such source. Save the source and its columns first.',
  });
}

export function sourceInvalid(zh: string, en: string): Refusal {
  return new Refusal('LIST_SOURCE_INVALID', { zh, en });
}

export function sourceChangedMeanwhile(version: number): Refusal {
  return new Refusal(
    'LIST_SOURCE_CHANGED_MEANWHILE',
    { zh: '该来源刚被他人修改，请刷新后再改。', en: 'Somebody else changed this source meanwhile. Reload it and edit again.' },
    { version },
  );
}

export function listedUnknown(): Refusal {
  return new Refusal('LISTED_PERSON_NOT_FOUND', {
    zh: '找不到该名单人员，或不在您的辖区内。',
    en: 'There is no such listed person in your area.',
  });
}

export function listedChangedMeanwhile(version: number): Refusal {
  return new Refusal(
    'LISTED_PERSON_CHANGED_MEANWHILE',
    { zh: '该人员的核对结果刚被他人修改，请刷新后再处理。', en: 'Somebody else changed the outcome meanwhile. Reload it and decide again.' },
    { version },
  );
}

export function alreadyMatched(): Refusal {
  return new Refusal('LISTED_PERSON_MATCHED', {
    zh: '该人员已与台账比对一致。如比对有误，请先撤销比对。',
    en: 'This person is matched already. If the match is wrong, undo it first.',
  });
}

export function notMatched(): Refusal {
  return new Refusal('LISTED_PERSON_NOT_MATCHED', { zh: '该人员尚未比对，无需撤销。', en: 'This person is not matched; there is nothing to undo.' });
}

export function pushedAway(): Refusal {
  return new Refusal('LISTED_PERSON_PUSHED', {
    zh: '该人员已推送至其他辖区，等待对方回复。',
    en: 'This person was pushed to another area, whose answer is awaited.',
  });
}

export function pushTargetInvalid(): Refusal {
  return new Refusal('PUSH_TARGET_INVALID', {
    zh: '请选择本辖区以外、系统内已有的区县、街道或社区。',
    en: 'Choose a county, street or community that the system knows and that is not the person\'s own area.',
  });
}

export function assistUnknown(): Refusal {
  return new Refusal('ASSIST_NOT_FOUND', { zh: '找不到该协查请求，或不属于您的辖区。', en: 'There is no such assist request in your area.' });
}

export function assistAnswered(): Refusal {
  return new Refusal('ASSIST_ANSWERED', { zh: '该协查请求已有答复。', en: 'This assist request was answered already.' });
}

export function deadlineInvalid(): Refusal {
  return new Refusal('DEADLINE_INVALID', { zh: '期限应晚于现在，且在 30 天以内。', en: 'The deadline lies in the future, at most 30 days ahead.' });
}

export function noteTooLong(): Refusal {
  return new Refusal('NOTE_TOO_LONG', { zh: '说明最长 500 字。', en: 'A note has at most 500 characters.' });
}

export function assignedTooMany(most: number): Refusal {
  return new Refusal('BATCH_TOO_LARGE', { zh: `一次最多分派 ${most} 人，请分批分派。`, en: `One call assigns at most ${most} people. Send them in several calls.` });
}
