import { createHash } from 'node:crypto';
import { sizeForMargin, wilson } from './interval.rules.ts';
import { draw } from './specimen.draw.ts';
import { compare, demandRevisit, judgeAnswers, judgeDraft, judgeResolution, methodOf, resultsOf, sizeOf } from './specimen.rules.ts';
import type { Answers, Discrepancy } from './specimen.rules.ts';

const refused = (code: string) => expect.objectContaining({ code });

describe('the interval', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3 (score, no continuity correction).
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0.0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is that of the published table: %d to %d', (found, n, low, high) => {
    const { rate, low: l, high: h, method } = wilson(found, n, 10_000_000);
    expect(rate).toBeCloseTo(found / n, 12);
    expect(l).toBeCloseTo(low, 4);
    expect(h).toBeCloseTo(high, 4);
    expect(method).toBe('WILSON');
  });

  it('of a large share is narrower, as the finite population correction of the variance says; a whole count has no error', () => {
    const [endless, share] = [wilson(30, 100, 1_000_000), wilson(30, 100, 200)];
    expect(share).toMatchObject({ method: 'WILSON_FPC', rate: 0.3 });
    // (N − n)/(N − 1) = 100/199 of the variance: as if n were 199.
    expect(share.low).toBeCloseTo(wilson(59.7, 199, 1_000_000).low, 10);
    expect(share.high - share.low).toBeLessThan(endless.high - endless.low);
    expect(wilson(3, 40, 40)).toEqual({ rate: 0.075, low: 0.075, high: 0.075, method: 'WILSON_FPC' });
    expect(wilson(5, 100, 2000).method).toBe('WILSON');
    expect(wilson(5, 101, 2000).method).toBe('WILSON_FPC');
  });

  it('of nothing compared is everything, and any holds its rate within 0 and 1', () => {
    expect(wilson(0, 0, 100)).toEqual({ rate: null, low: 0, high: 1, method: 'WILSON' });
    for (let n = 1; n <= 60; n += 1) {
      for (let found = 0; found <= n; found += 1) {
        const { rate, low, high } = wilson(found, n, 60);
        expect(0 <= low && low <= rate! + 1e-12 && rate! - 1e-12 <= high && high <= 1).toBe(true);
      }
    }
  });

  it('covers the truth about as often as it says', () => {
    // Exact, by the binomial distribution at 40 doors: the mean over rates from 2 % to 98 % lies near 95 %, never far below.
    const n = 40;
    const binomial = (p: number) => {
      const mass = [(1 - p) ** n];
      for (let k = 1; k <= n; k += 1) mass.push((mass[k - 1]! * (n - k + 1) * p) / (k * (1 - p)));
      return mass;
    };
    const coverage = Array.from({ length: 97 }, (_, at) => (at + 2) / 100).map((p) =>
      binomial(p).reduce((sum, mass, found) => {
        const { low, high } = wilson(found, n, 1e9);
        return low <= p && p <= high ? sum + mass : sum;
      }, 0),
    );
    const mean = coverage.reduce((sum, one) => sum + one, 0) / coverage.length;
    expect(mean).toBeGreaterThan(0.945);
    expect(mean).toBeLessThan(0.96);
    expect(Math.min(...coverage)).toBeGreaterThan(0.88);
  });
});

// Krejcie and Morgan 1970, "Determining sample size for research activities", ± 5 % at 95 %; they round to the nearest, we never round down.
it.each([[10, 10], [50, 44], [100, 80], [500, 217], [1_000, 278], [5_000, 357], [10_000, 370], [75_000, 382], [1_000_000, 384]])('of %i households ± 5 %% needs the published %i, or one more', (population, published) => {
  const size = sizeForMargin(0.05, population);
  expect(size - published).toBeGreaterThanOrEqual(0);
  expect(size - published).toBeLessThanOrEqual(1);
});

describe('a draw', () => {
  const ids = Array.from({ length: 200 }, (_, at) => `household-${at}`);

  it('is the same for everybody who has the seed, whatever order the doors are read in, and another with another seed', () => {
    expect(draw('2022-11-20', ids.toReversed(), 30)).toEqual(draw('2022-11-20', ids, 30));
    expect(draw('2022-11-21', ids, 30)).not.toEqual(draw('2022-11-20', ids, 30));
    expect(new Set(draw('s', ids, 200)).size).toBe(200);
    const first = createHash('sha256').update(`s:${draw('s', ids, 1)[0]}`).digest('hex');
    for (const id of ids) expect(createHash('sha256').update(`s:${id}`).digest('hex') >= first).toBe(true);
  });

  it('gives every door the same chance', () => {
    const drawn = new Map<string, number>();
    for (let seed = 0; seed < 2_000; seed += 1) for (const id of draw(String(seed), ids.slice(0, 20), 5)) drawn.set(id, (drawn.get(id) ?? 0) + 1);
    // 2,000 × 5/20 = 500 each; the chi-square of 19 degrees stays under its 99.9 % quantile, 43.8.
    const chi = [...drawn.values()].reduce((sum, times) => sum + (times - 500) ** 2 / 500, 0);
    expect(drawn.size).toBe(20);
    expect(chi).toBeLessThan(43.8);
  });

  it('asks for a community or a grid, a title, and either a number or a margin', () => {
    const draft = { areaCode: '410811001001', title: ' 标本 ', doors: 10 };
    expect(judgeDraft(draft)).toEqual({ title: '标本', seed: null });
    expect(() => judgeDraft({ ...draft, areaCode: '410811001' })).toThrow(refused('SPECIMEN_SCOPE_INVALID'));
    expect(() => judgeDraft({ ...draft, title: ' ' })).toThrow(refused('SPECIMEN_TEXT_INVALID'));
    expect(() => judgeDraft({ ...draft, seed: '种子' })).toThrow(refused('SPECIMEN_TEXT_INVALID'));
    for (const size of [{ doors: 0 }, { doors: 2_001 }, { doors: null }, { margin: 0.05 }, { doors: null, margin: 0.4 }]) expect(() => judgeDraft({ ...draft, ...size })).toThrow(refused('SPECIMEN_SIZE_INVALID'));
    expect(sizeOf({ ...draft, doors: null, margin: 0.05 }, 1_000)).toEqual({ size: 278, sizeBy: 'PRECISION', margin: 0.05 });
    expect(() => sizeOf({ ...draft, doors: 11 }, 10)).toThrow(refused('SPECIMEN_SIZE_INVALID'));
    expect(methodOf({ population: 1_000, size: 278, sizeBy: 'PRECISION', margin: 0.05, seed: 'x1', algorithm: 'a' }).en).toMatch(/278 of 1000.*±5%.*seed x1/);
  });
});

describe('a second visit', () => {
  const first = { firstOccupancy: 'OCCUPIED', firstResidents: 3, firstName: '赵 小明', firstReturnees: 1 } as const;
  const second: Answers = { met: true, occupancy: 'OCCUPIED', residents: 3, name: '赵小明', phone: '13800001234', returnees: 1, note: null };

  it('is compared field by field, as far as both tell it', () => {
    expect(compare(first, second, true)).toEqual({ OCCUPANCY: false, RESIDENTS: false, HEAD_NAME: false, PHONE: false, RETURNEES: false });
    expect(compare(first, { ...second, residents: 4, name: '赵大明', returnees: 0 }, false)).toEqual({ OCCUPANCY: false, RESIDENTS: true, HEAD_NAME: true, PHONE: true, RETURNEES: true });
    expect(compare(first, { ...second, occupancy: 'VACANT', residents: 0, name: null, phone: null, returnees: null }, false)).toEqual({ OCCUPANCY: true, RESIDENTS: true });
    expect(compare({ ...first, firstName: null, firstReturnees: null }, second, true)).toEqual({ OCCUPANCY: false, RESIDENTS: false, PHONE: false });
    expect(compare(first, { ...second, met: false }, true)).toEqual({});
  });

  it('tells enough, and nothing impossible', () => {
    expect(judgeAnswers({ met: true, occupancy: 'OCCUPIED', residents: 2, headName: ' 钱红 ', phone: '138 0000 1234', returnees: 0 })).toEqual({ ...second, residents: 2, name: '钱红', returnees: 0 });
    expect(judgeAnswers({ met: false, occupancy: 'OCCUPIED', residents: 2, note: '无人' })).toMatchObject({ met: false, occupancy: null, residents: null, note: '无人' });
    for (const wrong of [{}, { occupancy: 'OCCUPIED', residents: 0 }, { occupancy: 'VACANT', residents: 1 }, { occupancy: 'OCCUPIED', residents: 100 }, { occupancy: 'OCCUPIED', residents: 1, returnees: -1 }] as const) {
      expect(() => judgeAnswers({ met: true, ...wrong })).toThrow(refused('REVISIT_ANSWERS_INVALID'));
    }
    expect(() => judgeAnswers({ met: true, occupancy: 'OCCUPIED', residents: 1, phone: '123' })).toThrow(refused('PHONE_INVALID'));
  });

  it('is made by another squad, and stands', () => {
    expect(() => demandRevisit({ result: null, firstById: 'a' }, { id: 'a' })).toThrow(refused('SPECIMEN_SAME_SQUAD'));
    expect(() => demandRevisit({ result: 'MET', firstById: 'a' }, { id: 'b' })).toThrow(refused('SPECIMEN_DOOR_DONE'));
    expect(() => demandRevisit({ result: 'NOT_MET', firstById: 'a' }, { id: 'b' })).not.toThrow();
  });
});

it('a rate is told of the doors that the field applies to', () => {
  const [occupancy, , name] = resultsOf([{ field: 'OCCUPANCY', compared: 50, differing: 5 }, { field: 'HEAD_NAME', compared: 25, differing: 1 }], 50, 100);
  expect(occupancy).toMatchObject({ field: 'OCCUPANCY', compared: 50, differing: 5, ...wilson(5, 50, 100) });
  expect(name).toMatchObject({ field: 'HEAD_NAME', ...wilson(1, 25, 50) });
  // All doors of the area: no error, of a field that applies to half of them either.
  expect(resultsOf([{ field: 'HEAD_NAME', compared: 25, differing: 1 }], 100, 100)[2]).toMatchObject({ rate: 0.04, low: 0.04, high: 0.04 });
});

it('a discrepancy is settled once, by who saw it as it is, and explained unless corrected', () => {
  const open = { version: 2, resolution: null } as Discrepancy;
  expect(judgeResolution(open, { version: 2, resolution: 'CORRECTED' })).toBeNull();
  expect(judgeResolution(open, { version: 2, resolution: 'FIRST_RIGHT', note: ' 复核 ' })).toBe('复核');
  expect(() => judgeResolution(open, { version: 2, resolution: 'CHANGED_SINCE', note: ' ' })).toThrow(refused('NOTE_REQUIRED'));
  expect(() => judgeResolution(open, { version: 1, resolution: 'CORRECTED' })).toThrow(refused('DISCREPANCY_CHANGED_MEANWHILE'));
  expect(() => judgeResolution({ ...open, resolution: 'CORRECTED' }, { version: 2, resolution: 'CORRECTED' })).toThrow(refused('DISCREPANCY_DONE'));
});
