import { completeDirective, completeDirectiveStep, demandOwner, isOverdue, issueDirective, minutesTaken, withdrawDirective } from './directive.rules.ts';

const fourInTheMorning = new Date('2022-04-12T04:00:00+08:00');
const sevenInTheEvening = new Date('2022-04-12T19:00:00+08:00');
const draft = { areaCode: '410811', ownerAgency: 'health', task: '当日再收治 100 人', steps: ['腾空福利院', '购置床位'], deadline: sevenInTheEvening };
const issued = issueDirective(draft, { id: 'd1', name: '指挥部' }, fourInTheMorning);
const stepped = [1, 2].reduce((directive, number) => completeDirectiveStep(directive, number, '李', new Date('2022-04-12T12:00:00+08:00')), issued);
const codeOf = (act: () => unknown) => {
  try {
    act();
  } catch (cause) {
    return (cause as { code: string }).code;
  }
  return 'done';
};

test('is given with its steps, owner and deadline', () => {
  expect(issued).toMatchObject({ state: 'ISSUED', issuedBy: '指挥部', steps: [{ text: '腾空福利院', doneAt: null }, { text: '购置床位', doneAt: null }] });
});

test.each([
  ['without a task', { task: ' ' }, 'DIRECTIVE_TASK_MISSING'],
  ['with an empty step', { steps: ['a', ' '] }, 'DIRECTIVE_STEPS_INVALID'],
  ['with 21 steps', { steps: Array.from({ length: 21 }, () => 'a') }, 'DIRECTIVE_STEPS_INVALID'],
  ['to an agency that is not there', { ownerAgency: 'navy' }, 'AGENCY_UNKNOWN'],
  ['with a deadline that has passed', { deadline: fourInTheMorning }, 'DIRECTIVE_DEADLINE_PASSED'],
  ['with a deadline that is no time', { deadline: new Date('x') }, 'DIRECTIVE_DEADLINE_PASSED'],
])('is refused %s', (_, change, code) => {
  expect(codeOf(() => issueDirective({ ...draft, ...change }, { id: 'd', name: 'x' }, fourInTheMorning))).toBe(code);
});

test('a step that is done keeps who did it first', () => {
  const again = completeDirectiveStep(stepped, 1, '王', sevenInTheEvening);
  expect(again.steps[0]).toEqual(stepped.steps[0]);
  expect(codeOf(() => completeDirectiveStep(issued, 3, '王', sevenInTheEvening))).toBe('DIRECTIVE_STEP_UNKNOWN');
});

test('is done when every step is, with the time it took', () => {
  expect(codeOf(() => completeDirective(issued, '已收治', '李', sevenInTheEvening))).toBe('DIRECTIVE_STEPS_OPEN');
  expect(codeOf(() => completeDirective(stepped, ' ', '李', sevenInTheEvening))).toBe('DIRECTIVE_OUTCOME_MISSING');
  const done = completeDirective(stepped, '收治 103 人', '李', sevenInTheEvening);
  expect([done.state, minutesTaken(done, new Date()), isOverdue(done, new Date())]).toEqual(['DONE', 15 * 60, false]);
  for (const act of [() => completeDirective(done, 'x', '李', sevenInTheEvening), () => withdrawDirective(done, 'x'), () => completeDirectiveStep(done, 1, 'x', sevenInTheEvening)]) {
    expect(codeOf(act)).toBe('DIRECTIVE_NOT_OPEN');
  }
});

test('is overdue past its deadline, also when it was done after it; a withdrawn one never is', () => {
  const late = new Date('2022-04-12T19:00:01+08:00');
  expect([isOverdue(issued, late), isOverdue(completeDirective(stepped, 'x', 'y', late), late)]).toEqual([true, true]);
  const withdrawn = withdrawDirective(issued, '情况有变');
  expect([isOverdue(withdrawn, late), minutesTaken(withdrawn, late)]).toEqual([false, null]);
});

test('only its owner reports on it', () => {
  expect([codeOf(() => demandOwner(issued, 'health')), codeOf(() => demandOwner(issued, 'police'))]).toEqual(['done', 'DIRECTIVE_NOT_OWN']);
});
