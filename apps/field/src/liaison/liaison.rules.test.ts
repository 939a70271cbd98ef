import { makeEntry } from '../outbox/outbox.rules.ts';
import { blankVisit, doorsOf, faultyJourneys, stepsOfVisit } from './liaison.rules.ts';
import type { LiaisonRow } from './liaison.rules.ts';

const today = '2022-11-20';
const row: LiaisonRow = {
  lastSeenOn: '2022-11-19',
  household: { id: 'h', address: '文化苑 1号楼 101', members: [{ id: 'a', name: '赵小明', relation: '户主', phone: null }, { id: 'b', name: '钱多多', relation: null, phone: null }] },
  lastVisit: { id: 'v', outcome: 'SEEN', visitedAt: '2022-11-19T08:00:00Z', checks: [{ vaccineDoses: 3, person: { id: 'a' } }] },
};
const form = { ...blankVisit(row), outcome: 'SEEN' as const };
const entry = (outcome: string, state: 'ready' | 'draft' = 'ready', madeAt = '2022-11-20T01:00:00Z') =>
  makeEntry({ id: `${outcome}${madeAt}`, kind: 'liaison', owner: 'o', ownerName: 'o', subject: 'h', title: '', form: { ...form, outcome }, steps: [], madeAt }, state);
const dayOf = (iso: string) => iso.slice(0, 10);

test('doses that are known need not be asked again', () => expect(form.checks.map(({ vaccineDoses }) => vaccineDoses)).toEqual([3, null]));

test('a member of whom nothing was asked is left out of what is sent', () => {
  const [step] = stepsOfVisit({ ...form, checks: form.checks.with(0, { ...form.checks[0]!, travelsTo: '4101', travelsToName: '郑州', travelsFrom: '2022-11-25' }) }, 'key', 'at');
  expect(step!.input).toEqual({ key: 'key', householdId: 'h', outcome: 'SEEN', visitedAt: 'at', note: null, checks: [{ personId: 'a', healthCode: null, travelCode: null, vaccineDoses: 3, travelsTo: '4101', travelsFrom: '2022-11-25' }] });
});

test.each([['4101', '2022-12-04', []], ['4101', '2022-12-05', ['a']], ['4101', '', ['a']], ['', '2022-11-21', ['a']], ['4101', '2022-11-19', ['a']], ['', '', []]])('a journey to %s from %s', (travelsTo, travelsFrom, faulty) => {
  expect(faultyJourneys({ ...form, checks: [{ ...form.checks[0]!, travelsTo, travelsFrom }] }, today)).toEqual(faulty);
});

test('what this phone has recorded counts before it has arrived; a closed door, a draft and yesterday do not', () => {
  const seen = (entries: ReturnType<typeof entry>[]) => doorsOf([row], entries, today, dayOf).map(({ seenToday, unsent }) => [seenToday, unsent])[0];
  expect(seen([])).toEqual([false, false]);
  expect(seen([entry('SEEN')])).toEqual([true, true]);
  expect(seen([entry('ABSENT')])).toEqual([false, true]);
  expect(seen([entry('SEEN', 'draft')])).toEqual([false, false]);
  expect(seen([entry('SEEN', 'ready', '2022-11-19T01:00:00Z')])).toEqual([false, true]);
  expect(doorsOf([{ ...row, lastSeenOn: today }], [], today, dayOf)[0]!.seenToday).toBe(true);
});
