import { isCalendarDay } from '@lianfang/contracts/documents';
import { Refusal } from '@lianfang/platform/refusals';

export type QuestionKind = 'YES_NO' | 'CHOICE' | 'NUMBER' | 'TEMPERATURE' | 'DATE' | 'PLACE' | 'TEXT';

export interface Question {
  id: string;
  kind: QuestionKind;
  zh: string;
  en: string;
  choices: { id: string; zh: string; en: string }[];
  required: boolean;
}

export interface TargetGroup {
  id: string;
  areaCode: string;
  name: string;
  version: number;
  questions: Question[];
}

export interface TargetGroupVersion {
  groupId: string;
  version: number;
  name: string;
  questions: Question[];
  madeBy: string;
  madeAt: Date;
}

/** An answer at a door, under the version of the group that was asked. */
export interface Answer {
  groupId: string;
  groupVersion: number;
  questionId: string;
  value: string;
}

const mostQuestions = 20;

/** @throws Refusal TARGET_GROUP_INVALID, QUESTION_INVALID */
export function judgeTargetGroup(draft: { name: string; questions: readonly Question[] }): { name: string; questions: Question[] } {
  const name = draft.name.trim();
  const ids = new Set(draft.questions.map((question) => question.id));
  if (!name || name.length > 60 || draft.questions.length === 0 || draft.questions.length > mostQuestions || ids.size < draft.questions.length) throw targetGroupInvalid();
  return { name, questions: draft.questions.map(judgeQuestion) };
}

function judgeQuestion({ id, kind, zh, en, choices, required }: Question): Question {
  const question = { id, kind, zh: zh.trim(), en: en.trim(), choices: kind === 'CHOICE' ? choices : [], required };
  const named = question.zh.length > 0 && question.zh.length <= 100 && question.en.length > 0 && question.en.length <= 100;
  const chosen = kind !== 'CHOICE' || (choices.length >= 2 && choices.length <= 20 && new Set(choices.map((choice) => choice.id)).size === choices.length);
  if (!/^[A-Za-z0-9-]{1,40}$/.test(id) || !named || !chosen) throw questionInvalid(zh || id);
  return question;
}

/**
 * Answers of one door, each judged by the questions of the version that it was given to.
 * @param asked the questions of a group in a version; undefined when there is none
 * @param demanded questions of the round that a visited door must answer, in the versions that were asked
 * @throws Refusal ANSWER_UNKNOWN, ANSWER_INVALID, ANSWER_MISSING
 */
export function judgeAnswers(answers: readonly Answer[], asked: (groupId: string, version: number) => readonly Question[] | undefined, visited: boolean, groupIds: readonly string[]): Answer[] {
  const given = new Map<string, Answer>();
  for (const answer of answers) {
    const question = groupIds.includes(answer.groupId) ? asked(answer.groupId, answer.groupVersion)?.find(({ id }) => id === answer.questionId) : undefined;
    if (!question) throw answerUnknown();
    const value = answer.value.trim();
    if (!value) continue;
    if (!fits(question, value)) throw answerInvalid(question);
    given.set(`${answer.groupId} ${answer.questionId}`, { groupId: answer.groupId, groupVersion: answer.groupVersion, questionId: answer.questionId, value });
  }
  if (visited) for (const missing of demanded(answers, asked, given)) throw answerMissing(missing);
  return [...given.values()];
}

/** Groups that were not asked at all demand nothing: a phone that was offline since before the round had them asks nobody. */
function* demanded(answers: readonly Answer[], asked: (groupId: string, version: number) => readonly Question[] | undefined, given: ReadonlyMap<string, Answer>): Generator<Question> {
  const versions = new Map(answers.map(({ groupId, groupVersion }) => [groupId, groupVersion]));
  for (const [groupId, version] of versions)
    for (const question of asked(groupId, version) ?? []) if (question.required && !given.has(`${groupId} ${question.id}`)) yield question;
}

function fits(question: Question, value: string): boolean {
  switch (question.kind) {
    case 'YES_NO':
      return value === 'YES' || value === 'NO';
    case 'CHOICE':
      return question.choices.some(({ id }) => id === value);
    case 'NUMBER':
      return /^\d{1,4}$/.test(value);
    case 'TEMPERATURE':
      return /^\d{2}(\.\d)?$/.test(value) && Number(value) >= 30 && Number(value) <= 45;
    case 'DATE':
      return isCalendarDay(value);
    case 'PLACE':
      return value.length <= 100;
    case 'TEXT':
      return value.length <= 200;
  }
}

function targetGroupInvalid(): Refusal {
  return new Refusal('TARGET_GROUP_INVALID', {
    zh: `请填写目标人群名称（不超过 60 字），并设置 1 至 ${mostQuestions} 个编号不重复的问题。`,
    en: `Give the group a name of at most 60 characters and 1 to ${mostQuestions} questions, each with an id of its own.`,
  });
}

function questionInvalid(text: string): Refusal {
  return new Refusal('QUESTION_INVALID', {
    zh: `问题“${text}”不完整：编号只用字母、数字和横线，中英文题目都要填写，选择题至少两个选项。`,
    en: `The question "${text}" is not complete: an id of letters, digits and dashes, a text in Chinese and English, and two choices at least where one chooses.`,
  });
}

export function targetGroupNameTaken(name: string): Refusal {
  return new Refusal('TARGET_GROUP_NAME_TAKEN', { zh: `本区划已有“${name}”，请修改它或换个名称。`, en: `This area has a group "${name}" already. Change that one, or choose another name.` });
}

export function targetGroupUnknown(): Refusal {
  return new Refusal('TARGET_GROUP_NOT_FOUND', { zh: '没有这个目标人群，或不在您的辖区内，请重新选择。', en: 'There is no such target group in your area. Choose again.' });
}

export function targetGroupChanged(version: number): Refusal {
  return new Refusal(
    'TARGET_GROUP_CHANGED_MEANWHILE',
    { zh: '目标人群已被他人修改，请刷新后再改。', en: 'Somebody else changed this target group meanwhile. Reload it and change it then.' },
    { version },
  );
}

function answerUnknown(): Refusal {
  return new Refusal('ANSWER_UNKNOWN', { zh: '答案对应的问题不属于本轮排查，请更新工作清单后重填。', en: 'An answer is to a question that this round does not ask. Refresh the work list and answer again.' });
}

function answerInvalid(question: Question): Refusal {
  return new Refusal(
    'ANSWER_INVALID',
    { zh: `“${question.zh}”的答案不正确，请按题型填写（体温 30–45、日期 年-月-日）。`, en: `The answer to "${question.en}" does not fit its kind (temperature 30–45, date YYYY-MM-DD).` },
    { questionId: question.id },
  );
}

function answerMissing(question: Question): Refusal {
  return new Refusal('ANSWER_MISSING', { zh: `“${question.zh}”为必填，请补充后提交。`, en: `"${question.en}" must be answered.` }, { questionId: question.id });
}
