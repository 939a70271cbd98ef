import { caseNumber, demandDay, demandFactValue, demandLawful, judgeText, liveFacts } from './case.rules.ts';

const fact = (id: string, kind: string, value: string | null, onDay: string, corrects: string | null = null, placeInDay = Number(id)) => ({ id, kind, value, onDay, corrects, placeInDay });
const codeOf = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (refusal) {
    return (refusal as { code: string }).code;
  }
};
const lawful = (...facts: ReturnType<typeof fact>[]) => codeOf(() => demandLawful(facts));

test('facts count in the order of their days, and a correction stands where stood what it corrects', () => {
  const facts = [
    fact('1', 'CLASS', 'SUSPECTED', '2022-11-20'), fact('2', 'CLASS', 'CONFIRMED', '2022-11-20'), fact('3', 'SEVERITY', 'MILD', '2022-11-19'), fact('4', 'CLASS', 'ASYMPTOMATIC', '2022-11-20', '1', 1),
    fact('5', 'SEVERITY', null, '2022-11-19', '3', 3),
  ];
  expect(liveFacts(facts).map(({ id }) => id)).toEqual(['4', '2']);
});

test.each([
  ['a suspected case is confirmed', null, [fact('1', 'CLASS', 'SUSPECTED', '2022-11-18'), fact('2', 'CLASS', 'CONFIRMED', '2022-11-19'), fact('3', 'SEVERITY', 'MILD', '2022-11-19')]],
  ['an excluded case is over', 'FACT_OUT_OF_ORDER', [fact('1', 'CLASS', 'SUSPECTED', '2022-11-18'), fact('2', 'CLASS', 'EXCLUDED', '2022-11-19'), fact('3', 'CLASS', 'CONFIRMED', '2022-11-20')]],
  ['a confirmed case is not asymptomatic later', 'FACT_OUT_OF_ORDER', [fact('1', 'CLASS', 'CONFIRMED', '2022-11-18'), fact('2', 'CLASS', 'ASYMPTOMATIC', '2022-11-19')]],
  ['an asymptomatic infection has no severity', 'FACT_OUT_OF_ORDER', [fact('1', 'CLASS', 'ASYMPTOMATIC', '2022-11-18'), fact('2', 'SEVERITY', 'MILD', '2022-11-19')]],
  ['a severity is not earlier than the case', 'FACT_OUT_OF_ORDER', [fact('1', 'CLASS', 'CONFIRMED', '2022-11-18'), fact('2', 'SEVERITY', 'MILD', '2022-11-17')]],
  ['a suspected case has no outcome', 'FACT_OUT_OF_ORDER', [fact('1', 'CLASS', 'SUSPECTED', '2022-11-18'), fact('2', 'OUTCOME', 'CURED', '2022-11-19')]],
  ['nothing follows the end', 'FACT_OUT_OF_ORDER', [fact('1', 'CLASS', 'CONFIRMED', '2022-11-18'), fact('2', 'OUTCOME', 'DIED', '2022-11-19'), fact('3', 'SEVERITY', 'CRITICAL', '2022-11-20')]],
  ['what stands already is no news', 'FACT_UNCHANGED', [fact('1', 'CLASS', 'CONFIRMED', '2022-11-18'), fact('2', 'CLASS', 'CONFIRMED', '2022-11-19')]],
  ['a case keeps a class', 'CASE_WITHOUT_CLASS', [fact('1', 'CLASS', 'CONFIRMED', '2022-11-18'), fact('2', 'CLASS', null, '2022-11-18', '1', 1)]],
  ['a correction may move the day, if the rest still holds', 'FACT_OUT_OF_ORDER', [fact('1', 'CLASS', 'CONFIRMED', '2022-11-18'), fact('2', 'SEVERITY', 'MILD', '2022-11-18'), fact('3', 'CLASS', 'CONFIRMED', '2022-11-19', '1', 1)]],
] as const)('%s', (_, code, facts) => {
  expect(lawful(...facts)).toBe(code);
});

test('days, values and words are judged, each with what to do', () => {
  expect(codeOf(() => demandDay('2022-11-31', '2022-12-01'))).toBe('DAY_INVALID');
  expect(codeOf(() => demandDay('2022-12-02', '2022-12-01'))).toBe('DAY_INVALID');
  expect(demandDay('2022-12-01', '2022-12-01')).toBe('2022-12-01');
  expect(codeOf(() => demandFactValue('SEVERITY', 'CURED'))).toBe('FACT_VALUE_INVALID');
  expect(codeOf(() => judgeText('身份证 11010519491231002X'))).toBe('TEXT_NAMES_PERSON');
  expect(codeOf(() => judgeText('x'.repeat(201)))).toBe('TEXT_TOO_LONG');
  expect(judgeText('  同桌就餐 ')).toBe('同桌就餐');
  expect(caseNumber('410811001001', '2022-11-20', 7)).toBe('410811-2022-0007');
});
