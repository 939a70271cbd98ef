import { crashPoint, crashPoints, parseCrashPlan, setCrashPlan } from './index.ts';

it('a plan names its point, and the hit when it is not the first', () => {
  expect(parseCrashPlan('relay.after-mark')).toEqual({ name: 'relay.after-mark', hit: 1 });
  expect(parseCrashPlan('relay.after-mark:12')).toEqual({ name: 'relay.after-mark', hit: 12 });
});

it.each(['', 'relay.after-lunch', 'relay.after-mark:0', 'relay.after-mark:x'])('a plan is refused when it says %j', (text) => {
  expect(() => parseCrashPlan(text)).toThrow(RangeError);
});

it('a process without a plan, or with a plan for later, lives on', () => {
  crashPoints.forEach(crashPoint);
  setCrashPlan({ name: 'relay.after-mark', hit: 2 });
  crashPoints.forEach(crashPoint);
  setCrashPlan(null);
});
