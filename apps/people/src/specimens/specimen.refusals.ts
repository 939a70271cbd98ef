import { Refusal } from '@lianfang/platform/refusals';

export function specimenScopeInvalid(): Refusal {
  return new Refusal('SPECIMEN_SCOPE_INVALID', {
    zh: '解剖式检查以一个社区（村）或网格为标本，请选择社区或网格。',
    en: 'A specimen is one community or grid. Choose one of these.',
  });
}

export function specimenEmpty(): Refusal {
  return new Refusal('SPECIMEN_EMPTY', { zh: '该区划没有登记户，无法抽样。', en: 'The area has no registered household to draw from.' });
}

export function specimenSizeInvalid(): Refusal {
  return new Refusal('SPECIMEN_SIZE_INVALID', {
    zh: '请二选一：抽取户数（1 至 2,000，不超过总户数），或要求的误差（0.5% 至 30%）。',
    en: 'Give either a number of doors (1 to 2,000, at most all) or a margin of error (0.5 % to 30 %).',
  });
}

export function specimenTextInvalid(): Refusal {
  return new Refusal('SPECIMEN_TEXT_INVALID', {
    zh: '请填写名称（不超过 100 字）；随机种子可不填，填写时为 1 至 64 个字母、数字或短横线。',
    en: 'Give a title of at most 100 characters. A seed may be left out; given, it has 1 to 64 letters, digits or dashes.',
  });
}

export function specimenUnknown(): Refusal {
  return new Refusal('SPECIMEN_NOT_FOUND', { zh: '找不到该次解剖式检查，或不在您的辖区内。', en: 'There is no such specimen in your area.' });
}

export function specimenPublished(): Refusal {
  return new Refusal('SPECIMEN_PUBLISHED', { zh: '该次检查已公布，结果不再变动。', en: 'This specimen is published; its result stands.' });
}

export function specimenUnfinished(left: number): Refusal {
  return new Refusal(
    'SPECIMEN_UNFINISHED',
    { zh: `还有 ${left} 户未复查，复查完毕后才能公布。`, en: `${left} doors are not revisited yet. Publish when all are.` },
    { left },
  );
}

export function doorUnknown(): Refusal {
  return new Refusal('SPECIMEN_DOOR_NOT_FOUND', { zh: '找不到该复查户，或不在您的辖区内。', en: 'There is no such door to revisit in your area.' });
}

export function doorDone(): Refusal {
  return new Refusal('SPECIMEN_DOOR_DONE', { zh: '该户已复查，第二次答复不再更改。', en: 'This door was revisited already; the second answers stand.' });
}

export function sameSquad(): Refusal {
  return new Refusal('SPECIMEN_SAME_SQUAD', {
    zh: '该户第一次是您走访的，请由另一支队伍复查。',
    en: 'You made the first visit to this door. Another squad has to revisit it.',
  });
}

export function answersInvalid(): Refusal {
  return new Refusal('REVISIT_ANSWERS_INVALID', {
    zh: '见到人时请填写居住状态和人数（0 至 99）；空户人数为 0，有人居住至少 1 人；返回人员 0 至 99；姓名不超过 50 字，说明不超过 500 字。',
    en: 'When somebody was met, give the occupancy and the number of residents (0 to 99): 0 when vacant, at least 1 when occupied; returnees 0 to 99, a name of at most 50 and a note of at most 500 characters.',
  });
}

export function discrepancyUnknown(): Refusal {
  return new Refusal('DISCREPANCY_NOT_FOUND', { zh: '找不到该项差异，或不在您的辖区内。', en: 'There is no such discrepancy in your area.' });
}

export function discrepancyDone(): Refusal {
  return new Refusal('DISCREPANCY_DONE', { zh: '该项差异已办结。', en: 'This discrepancy is settled already.' });
}

export function discrepancyChangedMeanwhile(version: number): Refusal {
  return new Refusal('DISCREPANCY_CHANGED_MEANWHILE', { zh: '该项差异刚被他人处理，请刷新。', en: 'Somebody else handled this discrepancy meanwhile. Reload it.' }, { version });
}

export function notCorrected(): Refusal {
  return new Refusal('DISCREPANCY_NOT_CORRECTED', {
    zh: '台账还不是复查所得的样子。人数、返回人员以及仍有登记人员的空户，请先在台账或排查中更正，再点“已更正”。',
    en: 'The register does not say yet what was found. Residents, returnees, and a door that still has registered people are corrected in the register or the sweep first; then say so here.',
  });
}

export function noteNeeded(): Refusal {
  return new Refusal('NOTE_REQUIRED', { zh: '请说明依据（不超过 500 字）。', en: 'Say on what this rests, in at most 500 characters.' });
}
