import { judgeRevisitSteps, planRevisit } from './revisit.rules.ts';
import { judgeAnswers, judgeTargetGroup } from './target-group.rules.ts';
import type { Question } from './target-group.rules.ts';

const question = (change: Partial<Question> = {}): Question => ({ id: 'fever', kind: 'YES_NO', zh: '是否发热', en: 'Fever?', choices: [], required: false, ...change });
const refusal = (code: string) => expect.objectContaining({ code });

describe('a target group', () => {
  it('has a name and questions with ids of their own', () => {
    expect(() => judgeTargetGroup({ name: ' ', questions: [question()] })).toThrow(refusal('TARGET_GROUP_INVALID'));
    expect(() => judgeTargetGroup({ name: '疫区返回', questions: [] })).toThrow(refusal('TARGET_GROUP_INVALID'));
    expect(() => judgeTargetGroup({ name: '疫区返回', questions: [question(), question()] })).toThrow(refusal('TARGET_GROUP_INVALID'));
    expect(() => judgeTargetGroup({ name: '疫区返回', questions: [question({ kind: 'CHOICE', choices: [{ id: 'a', zh: '甲', en: 'a' }] })] })).toThrow(refusal('QUESTION_INVALID'));
    expect(() => judgeTargetGroup({ name: '疫区返回', questions: [question({ en: '' })] })).toThrow(refusal('QUESTION_INVALID'));
    expect(judgeTargetGroup({ name: ' 疫区返回 ', questions: [question()] }).name).toBe('疫区返回');
  });
});

describe('answers', () => {
  const versions: Record<number, Question[]> = { 1: [question()], 2: [question({ required: true }), question({ id: 'temperature', kind: 'TEMPERATURE' })] };
  const asked = (groupId: string, version: number) => (groupId === 'g' ? versions[version] : undefined);
  const judge = (values: [questionId: string, value: string, version?: number][], visited = true) =>
    judgeAnswers(values.map(([questionId, value, groupVersion = 2]) => ({ groupId: 'g', groupVersion, questionId, value })), asked, visited, ['g']);

  it('are judged by the version that they were given under', () => {
    expect(judge([['fever', 'YES', 1]])).toEqual([{ groupId: 'g', groupVersion: 1, questionId: 'fever', value: 'YES' }]);
    expect(() => judge([['temperature', '36.6', 1]])).toThrow(refusal('ANSWER_UNKNOWN'));
    expect(() => judge([['fever', 'YES', 3]])).toThrow(refusal('ANSWER_UNKNOWN'));
  });

  it.each([['fever', 'MAYBE'], ['temperature', '366'], ['temperature', '29.9'], ['temperature', 'hot']])('%s %s does not fit', (id, value) => {
    expect(() => judge([['fever', 'NO'], [id, value]])).toThrow(refusal('ANSWER_INVALID'));
  });

  it('that are demanded may lack only where nobody was visited', () => {
    expect(() => judge([['temperature', '36.6']])).toThrow(refusal('ANSWER_MISSING'));
    expect(judge([['temperature', '36.6']], false)).toHaveLength(1);
  });
});

describe('a visit in vain', () => {
  const steps = { ABSENT: { afterHours: 4, atMost: 3, escalateTo: 'COMMUNITY' }, REFUSED: { afterHours: 2, atMost: 1, escalateTo: 'STREET' } } as const;
  const at = new Date('2022-11-20T00:00:00Z');

  it('is tried again after the hours of the rule, then goes up', () => {
    const first = planRevisit({ attempts: 0, escalatedTo: null }, 'ABSENT', at, steps);
    expect(first).toEqual({ attempts: 1, dueAt: new Date('2022-11-20T04:00:00Z'), escalatedTo: null });
    expect(planRevisit({ attempts: 2, escalatedTo: null }, 'ABSENT', at, steps)).toEqual({ attempts: 3, dueAt: null, escalatedTo: 'COMMUNITY' });
    expect(planRevisit({ attempts: 3, escalatedTo: 'COMMUNITY' }, 'REFUSED', at, steps)).toEqual({ attempts: 4, dueAt: null, escalatedTo: 'STREET' });
    expect(planRevisit({ attempts: 4, escalatedTo: 'STREET' }, 'VISITED', at, steps)).toEqual({ attempts: 4, dueAt: null, escalatedTo: null });
    expect(planRevisit({ attempts: 0, escalatedTo: null }, 'NOT_FOUND', at, steps)).toEqual({ attempts: 1, dueAt: null, escalatedTo: null });
  });

  it('goes by a rule that makes sense', () => {
    const step = { outcome: 'ABSENT' as const, afterHours: 4, atMost: 3, escalateTo: 'COMMUNITY' as const };
    expect(judgeRevisitSteps([step])).toEqual({ ABSENT: { afterHours: 4, atMost: 3, escalateTo: 'COMMUNITY' } });
    for (const wrong of [[], [step, step], [{ ...step, atMost: 0 }], [{ ...step, afterHours: -1 }], [{ ...step, outcome: 'VISITED' as const }]])
      expect(() => judgeRevisitSteps(wrong)).toThrow(refusal('REVISIT_RULE_INVALID'));
  });
});
