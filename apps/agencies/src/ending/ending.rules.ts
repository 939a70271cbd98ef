import { Refusal } from '@lianfang/platform/refusals';

export type EndingState = 'PROPOSED' | 'REJECTED' | 'ERASING' | 'DONE';

/** The order to erase an area, and by whom. The counts are in its answers. */
export interface Ending {
  id: string;
  areaCode: string;
  rule: string;
  state: EndingState;
  services: string[];
  proposedBy: string;
  proposedAgency: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAgency: string | null;
  decidedAt: Date | null;
  doneAt: Date | null;
}

export interface EndingAnswer {
  endingId: string;
  service: string;
  startedAt: Date;
  finishedAt: Date;
  tables: { table: string; rows: number; held: number }[];
}

interface Decider {
  id: string;
  agency: string;
}

const ruleLength = { least: 5, most: 200 };

/** @throws Refusal ENDING_RULE_MISSING */
export function proposeEnding(o: { id: string; areaCode: string; rule: string; services: readonly string[]; by: Decider; now: Date }): Ending {
  const rule = o.rule.trim().replace(/\s+/g, ' ');
  const length = [...rule].length;
  if (length < ruleLength.least || length > ruleLength.most) throw ruleMissing();
  return {
    id: o.id, areaCode: o.areaCode, rule, state: 'PROPOSED', services: [...o.services], proposedBy: o.by.id, proposedAgency: o.by.agency, proposedAt: o.now,
    decidedBy: null, decidedAgency: null, decidedAt: null, doneAt: null,
  };
}

/** @throws Refusal ENDING_DECIDED, ENDING_NEEDS_ANOTHER, ENDING_AREA_DIFFERS */
export function approveEnding(ending: Ending, typed: string, by: Decider, now: Date): Ending {
  demandOpen(ending, by);
  if (typed !== ending.areaCode) throw areaDiffers();
  return { ...ending, state: 'ERASING', decidedBy: by.id, decidedAgency: by.agency, decidedAt: now };
}

/** @throws Refusal ENDING_DECIDED, ENDING_NEEDS_ANOTHER */
export function rejectEnding(ending: Ending, by: Decider, now: Date): Ending {
  demandOpen(ending, by);
  return { ...ending, state: 'REJECTED', decidedBy: by.id, decidedAgency: by.agency, decidedAt: now };
}

/** Done once everybody has answered who was asked. */
export function settleEnding(ending: Ending, answered: readonly string[], at: Date): Ending {
  return ending.state === 'ERASING' && waitingFor(ending, answered).length === 0 ? { ...ending, state: 'DONE', doneAt: at } : ending;
}

export function waitingFor(ending: Ending, answered: readonly string[]): string[] {
  if (ending.state === 'REJECTED') return [];
  return ending.services.filter((service) => !answered.includes(service));
}

function demandOpen(ending: Ending, by: Decider): void {
  if (ending.state !== 'PROPOSED') throw decided();
  if (ending.proposedBy === by.id) throw needsAnother();
}

function ruleMissing(): Refusal {
  return new Refusal('ENDING_RULE_MISSING', {
    zh: '请填写宣布疫情结束的文件编号，5 至 200 个字。',
    en: 'Give the number of the document that ends the epidemic, 5 to 200 characters.',
  });
}

export function endingNotFound(): Refusal {
  return new Refusal('ENDING_NOT_FOUND', { zh: '没有找到该项结束疫情的申请，请刷新后重试。', en: 'There is no such proposal. Load the list again.' });
}

export function endingUnderWay(): Refusal {
  return new Refusal('ENDING_UNDER_WAY', {
    zh: '该区域已有一项结束疫情的申请待批或正在执行，请先处理它。',
    en: 'The end of the epidemic in this area is proposed or under way already: deal with that one.',
  });
}

function decided(): Refusal {
  return new Refusal('ENDING_DECIDED', { zh: '该申请已有决定。', en: 'This proposal has been decided.' });
}

function needsAnother(): Refusal {
  return new Refusal('ENDING_NEEDS_ANOTHER', {
    zh: '申请人不能自己批准或驳回，请由另一位有此权限的人员处理。',
    en: 'Who proposed it cannot decide it: another person with this right must.',
  });
}

function areaDiffers(): Refusal {
  return new Refusal('ENDING_AREA_DIFFERS', {
    zh: '输入的区划代码与申请不符，请核对后重新输入。',
    en: 'The area code typed is not that of the proposal. Check it and type it again.',
  });
}
