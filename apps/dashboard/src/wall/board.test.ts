import { bedsFree, coverageOf, newerFigures, withAlert, withDirective, withFacility } from './board.ts';
import type { FigureSetFragment } from '../generated/operations.ts';

function figures(areaCode: string, day: string, version: number): FigureSetFragment {
  return { areaCode, day, version } as FigureSetFragment;
}

test('a poll that a message overtook does not turn the figures back', () => {
  const held = figures('410811', '2022-04-12', 9);
  expect(newerFigures(held, figures('410811', '2022-04-12', 8))).toBe(held);
  expect(newerFigures(held, figures('410811', '2022-04-12', 10)).version).toBe(10);
});

test('a new day starts at its own version', () => {
  expect(newerFigures(figures('410811', '2022-04-12', 900), figures('410811', '2022-04-13', 1)).day).toBe('2022-04-13');
});

test('figures of another area replace those shown', () => {
  expect(newerFigures(figures('410811', '2022-04-12', 9), figures('410811001', '2022-04-12', 1)).areaCode).toBe('410811001');
});

test('without an open round there is no coverage, rather than none reached', () => {
  expect(coverageOf({ sweepTargets: 0, sweepReached: 0 })).toBeNull();
  expect(coverageOf({ sweepTargets: 4, sweepReached: 1 })).toBe(0.25);
});

test('free beds are never shown below zero', () => {
  expect(bedsFree({ bedsOpen: 10, bedsOccupied: 12 })).toBe(0);
});

test('an alert that changed stays one line, newest first', () => {
  const old = { id: 'a', raisedAt: '2022-04-12T01:00:00Z', state: 'RAISED' };
  const next = { id: 'b', raisedAt: '2022-04-12T02:00:00Z', state: 'RAISED' };
  const list = withAlert(withAlert([old], next), { ...old, state: 'CLOSED' });
  expect(list.map((alert) => [alert.id, alert.state])).toEqual([['b', 'RAISED'], ['a', 'CLOSED']]);
});

test('a facility that moved stays in its place, a new one stands by its name', () => {
  const [first, second] = [{ id: '1', name: 'A', occupied: 1 }, { id: '2', name: 'C', occupied: 2 }];
  expect(withFacility([first, second], { id: '1', name: 'A', occupied: 5 }).map(({ occupied }) => occupied)).toEqual([5, 2]);
  expect(withFacility([first, second], { id: '3', name: 'B', occupied: 0 }).map(({ id }) => id)).toEqual(['1', '3', '2']);
});

test('a directive stands by its deadline, and leaves the list when it is done', () => {
  const [late, soon] = [{ id: '1', state: 'ISSUED', deadline: '2022-04-12T19:00' }, { id: '2', state: 'ISSUED', deadline: '2022-04-12T09:00' }];
  expect(withDirective([late], soon).map(({ id }) => id)).toEqual(['2', '1']);
  expect(withDirective([soon, late], { ...soon, state: 'DONE' })).toEqual([late]);
});
