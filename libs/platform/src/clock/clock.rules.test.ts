import { fixedClock, newId, shanghaiDay } from './index.ts';

describe('the day in Asia/Shanghai', () => {
  it('begins at 16:00 UTC of the day before', () => {
    expect(shanghaiDay(new Date('2022-11-20T15:59:59.999Z'))).toBe('2022-11-20');
    expect(shanghaiDay(new Date('2022-11-20T16:00:00Z'))).toBe('2022-11-21');
  });
});

describe('a fixed clock', () => {
  it('stands still until it is advanced', () => {
    const clock = fixedClock('2022-11-20T08:00:00+08:00');
    expect(clock.now().toISOString()).toBe('2022-11-20T00:00:00.000Z');
    clock.advance(1500);
    expect(clock.now().toISOString()).toBe('2022-11-20T00:00:01.500Z');
  });

  it('refuses what is no instant', () => {
    expect(() => fixedClock('today')).toThrow(RangeError);
  });
});

describe('a new id', () => {
  const ids = Array.from({ length: 20_000 }, newId);

  it('is a UUID of version 7 and variant 10', () => {
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is never given twice and sorts in the order of making', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });
});
