import { addressLine, doorOrder } from './household.rules.ts';

const door = { compoundName: '文化苑', building: '3号楼', unit: '2单元', room: '501' };

it('doors sort as a squad walks them, numbers by value', () => {
  const rooms = ['10号楼', '2号楼', '1号楼'].flatMap((building) => ['1001', '201'].map((room) => ({ ...door, building, room })));
  const walked = rooms.toSorted((a, b) => (doorOrder(a) < doorOrder(b) ? -1 : 1));
  expect(walked.map(({ building, room }) => `${building} ${room}`)).toEqual(['1号楼 201', '1号楼 1001', '2号楼 201', '2号楼 1001', '10号楼 201', '10号楼 1001']);
});

it('an address is one line, without what a door has not', () => {
  expect(addressLine(door)).toBe('文化苑 3号楼 2单元 501');
  expect(addressLine({ ...door, unit: '' })).toBe('文化苑 3号楼 501');
});
