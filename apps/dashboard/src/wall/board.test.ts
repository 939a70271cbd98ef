import { bedsFree, coverageOf, newerFigures, withAlert } from './board.ts';
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
