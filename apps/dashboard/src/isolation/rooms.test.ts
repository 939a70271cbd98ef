import { isRoomRun, roomsOf } from './rooms.ts';

test('a run of rooms becomes its rooms, leading zeros kept', () => {
  expect(roomsOf([{ from: '098', to: '101', beds: 2 }]).map((room) => room.room)).toEqual(['098', '099', '100', '101']);
});

test('a run without an end is one room', () => {
  expect(roomsOf([{ from: '301', beds: 1 }])).toEqual([{ room: '301', beds: 1 }]);
});

test.each([['309', '301'], ['3a', '310'], ['1', '400'], ['', '']])('the run %s to %s is refused', (from, to) => {
  expect(isRoomRun({ from, to })).toBe(false);
});
