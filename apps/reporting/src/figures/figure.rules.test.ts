import { dayOf, demandAreaCodes, figuresOn, flows, lastDays, levels } from './figure.rules.ts';
import type { KeptFigures } from './figure.rules.ts';

const now = new Date('2022-11-20T16:30:00Z'); // half past midnight on the 21st in Shanghai
const kept = {
  ...Object.fromEntries([...levels, ...flows].map((name) => [name, 7])),
  areaCode: '410811', day: '2022-11-18', version: 9, levelVersion: 4,
  asOf: new Date('2022-11-18T10:00:00Z'), levelAsOf: new Date('2022-11-18T08:00:00Z'),
} as KeptFigures;

const codeOf = (decide: () => unknown): string => {
  try {
    decide();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('figures of a day', () => {
  it('are its row', () => {
    expect(figuresOn('410811', '2022-11-18', kept)).toMatchObject({ version: 9, passages: 7, households: 7, asOf: kept.asOf });
  });

  it('keep the levels of the newest earlier day and begin the flows at zero', () => {
    const figures = figuresOn('410811', '2022-11-20', kept);
    expect(figures).toMatchObject({ day: '2022-11-20', version: 4, asOf: kept.levelAsOf });
    expect(levels.every((level) => figures[level] === 7) && flows.every((flow) => figures[flow] === 0)).toBe(true);
  });

  it('are zero where nothing has happened', () => {
    expect(figuresOn('410811', '2022-11-20', null)).toMatchObject({ version: 0, households: 0, passages: 0, asOf: new Date('2022-11-19T16:00:00Z') });
  });
});

describe('a question for figures', () => {
  it('means today in Shanghai unless it says a day, which must have come', () => {
    expect(dayOf(null, now)).toBe('2022-11-21');
    expect(dayOf('2022-11-01', now)).toBe('2022-11-01');
    expect(codeOf(() => dayOf('2022-11-22', now))).toBe('FIGURES_DAY_AHEAD');
  });

  it('goes back 60 days at most', () => {
    expect(lastDays(3, now)).toEqual(['2022-11-19', '2022-11-20', '2022-11-21']);
    expect(lastDays(60, now)).toHaveLength(60);
    expect([0, -1, 61].map((days) => codeOf(() => lastDays(days, now)))).toEqual(Array(3).fill('FIGURES_DAYS_INVALID'));
  });

  it('names 200 areas at most, each by a code', () => {
    expect(codeOf(() => demandAreaCodes(Array(200).fill('410811')))).toBe('none');
    expect(codeOf(() => demandAreaCodes(Array(201).fill('410811')))).toBe('FIGURES_AREAS_TOO_MANY');
    expect(codeOf(() => demandAreaCodes(['41081']))).toBe('AREA_CODE_INVALID');
  });
});
