import { isPhone, readResidentId } from '@lianfang/contracts/documents';
import { inventDemoLedger } from './demo-ledger.ts';
import { compoundsOfTheLedger, homeCommunity, planDistrict } from './district.ts';
import { keyOf } from './keys.ts';
import { inventRegister } from './register.ts';
import type { LedgerLine } from './sheet.ts';

const district = planDistrict();
const register = inventRegister(district);
const lines = register.flatMap((street) => street.lines);
const demo = inventDemoLedger();
const today = '2022-11-20';

describe('the district of the demo', () => {
  it('has the real streets and communities, cut into grids with squads of five to ten', () => {
    expect([district.streets.length, district.communities.length]).toEqual([9, 54]);
    expect(district.communities.find(({ code }) => code === homeCommunity)?.name).toBe('文化巷社区居民委员会');
    const squads = district.communities.flatMap(({ grids }) => grids.map(({ members }) => members));
    expect([Math.min(...squads), Math.max(...squads)]).toEqual([5, 10]);
  });

  it('is the same each time it is made', () => {
    expect(inventRegister(planDistrict())).toEqual(register);
    expect(keyOf('visit', 1)).toBe(keyOf('visit', 1));
    expect(keyOf('visit', 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('holds about 7,000 households, a ninth of them vacant, and 20,000 people', () => {
    const sum = (of: (street: (typeof register)[number]) => number) => register.reduce((total, street) => total + of(street), 0);
    const [households, vacant, people] = [sum((s) => s.households), sum((s) => s.vacant), sum((s) => s.people)] as const;
    expect(households).toBeGreaterThan(6_800);
    expect(vacant / households).toBeCloseTo(0.11, 2);
    expect(Math.abs(people - 20_000)).toBeLessThan(500);
  });
});

describe('invented people', () => {
  const residents = lines.filter((line) => line.name);

  it('have numbers that are sound in form, of no province, and each its own', () => {
    const numbers = residents.map((line) => line.idNumber!);
    expect(numbers.filter((number) => 'fault' in readResidentId(number, today))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => number.startsWith('99'))).toBe(true);
  });

  it('have phones of a range that no operator was given', () => {
    const phones = residents.map((line) => line.phone!).filter(Boolean);
    expect(phones.every((phone) => isPhone(phone) && phone.startsWith('154'))).toBe(true);
  });
});

describe('the ledger of the walk', () => {
  it('has 2,000 residents in 700 households, and 40 rows wrong in seven ways', () => {
    expect([demo.lines.length, demo.households, demo.wrong.length]).toEqual([2_000, 700, 40]);
    expect(new Set(demo.wrong.map(({ row }) => row)).size).toBe(40);
    expect(new Set(demo.wrong.map(({ code }) => code)).size).toBe(7);
  });

  it('meets nobody of the seed and no door of the seed', () => {
    const known = new Set(lines.map((line) => line.idNumber));
    expect(demo.lines.filter((line) => known.has(line.idNumber))).toEqual([]);
    const ofTheLedger = (line: LedgerLine) => line.community === '文化巷社区' && compoundsOfTheLedger.some((name) => name === line.compound);
    expect(demo.lines.every(ofTheLedger)).toBe(true);
    expect(lines.filter(ofTheLedger)).toEqual([]);
  });
});
