import { assignCode, assignOnArrival, assignOnOrder, assignOnRelease, codeAt, correctCode } from './code.rules.ts';
import type { CodeChange, CodeRule } from './code.rules.ts';

const day = 86_400_000;
const noon = new Date('2022-11-20T12:00:00+08:00');
const later = (ms: number) => new Date(noon.getTime() + ms);
const rule = (id: string, code: CodeRule['code'], days: number | null = null): CodeRule => ({ id, version: '9', code, days, summaryZh: '', summaryEn: '' });
const high = rule('arrival-high', 'RED', 5);
const medium = rule('arrival-medium', 'YELLOW', 3);
const low = rule('arrival-low', 'GREEN');
const ordered = rule('order-confirmed', 'RED');
const released = rule('order-released', 'GREEN');
const manual = rule('by-decision', null, 7);
const evidence = { kind: 'PCR_RESULT' as const, reference: 'PCR-1', day: '2022-11-20', note: null };
const fact = (at = noon, reference = 'order-1') => ({ personId: 'p', areaCode: '410811001001', evidence: { ...evidence, reference }, at });
const officer = { id: 'health', name: '区卫健委', agency: 'health', approval: null };
let serial = 0;
const made = (now = noon) => ({ id: `change-${++serial}`, now });
const arrive = (current: CodeChange | null, by: CodeRule, at = noon) => assignOnArrival(current, fact(at), by, made(at));
const decision = (code: CodeChange['code']) => ({ code, reason: '复核', evidence });
const decide = (current: CodeChange | null, code: CodeChange['code'], now = noon) =>
  assignCode(current, { personId: 'p', areaCode: '410811001001' }, decision(code), manual, officer, made(now));

test('who was never given a code is green', () => {
  expect(codeAt(null, 'p', noon)).toMatchObject({ code: 'GREEN', ruleId: 'unassigned', since: null });
});

test('a code ends by its rule, and is green from then on', () => {
  const red = arrive(null, high)!;
  expect(codeAt(red, 'p', later(5 * day - 1))).toMatchObject({ code: 'RED', until: later(5 * day) });
  expect(codeAt(red, 'p', later(5 * day))).toMatchObject({ code: 'GREEN', ruleId: 'expired', since: later(5 * day) });
});

describe('an arrival', () => {
  it('makes a code stricter, never milder', () => {
    const yellow = arrive(null, medium)!;
    expect(arrive(yellow, high, later(1))).toMatchObject({ code: 'RED', previous: 'YELLOW' });
    expect(arrive(arrive(null, high), medium, later(1))).toBeNull();
    expect(arrive(yellow, low, later(1))).toBeNull();
  });

  it('again from a risk area makes the term longer', () => {
    expect(arrive(arrive(null, high), high, later(day))!.until).toEqual(later(6 * day));
  });

  it('that happened before the code in force changes nothing', () => {
    expect(arrive(decide(null, 'YELLOW', later(1000)), high, noon)).toBeNull();
  });

  it('after the term is over counts afresh', () => {
    expect(arrive(arrive(null, high), medium, later(6 * day))).toMatchObject({ code: 'YELLOW', previous: 'GREEN' });
  });
});

describe('an order', () => {
  it('is red while in force and green after, once each', () => {
    const red = assignOnOrder(null, fact(), ordered, made())!;
    expect(red).toMatchObject({ code: 'RED', until: null, decidedBy: null });
    expect(assignOnOrder(red, fact(later(1)), ordered, made())).toBeNull();
    const green = assignOnRelease(red, fact(later(day)), released, made())!;
    expect(green).toMatchObject({ code: 'GREEN', previous: 'RED' });
    expect(assignOnRelease(green, fact(later(day)), released, made())).toBeNull();
  });

  it('released leaves standing what a person decided since', () => {
    expect(assignOnRelease(decide(null, 'RED'), fact(later(day)), released, made())).toBeNull();
  });
});

describe('a person', () => {
  it('sets a code with reason, evidence and term', () => {
    expect(decide(null, 'YELLOW')).toMatchObject({ code: 'YELLOW', previous: 'GREEN', reason: '复核', evidenceReference: 'PCR-1', decidedById: 'health', until: later(7 * day) });
  });

  it('sets no code that stands already', () => {
    expect(() => decide(decide(null, 'RED'), 'RED')).toThrow(expect.objectContaining({ code: 'CODE_UNCHANGED' }));
  });

  it('lifts no code of an order in force', () => {
    const red = assignOnOrder(null, fact(), ordered, made());
    expect(() => decide(red, 'GREEN')).toThrow(expect.objectContaining({ code: 'CODE_BOUND_TO_ORDER' }));
  });

  it('corrects the latest change and no other', () => {
    const yellow = decide(null, 'YELLOW');
    const correct = (changeId: string) => correctCode(yellow, { ...decision('GREEN'), changeId }, manual, officer, made());
    expect(correct(yellow.id)).toMatchObject({ code: 'GREEN', corrects: yellow.id, until: null });
    expect(() => correct('another')).toThrow(expect.objectContaining({ code: 'CODE_CHANGED_MEANWHILE' }));
  });
});
