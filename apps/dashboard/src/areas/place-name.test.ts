import { placeName } from './place-name.ts';

test('a grid is named with its community', () => {
  expect(placeName({ name: '第一网格', level: 'GRID', parent: { name: '文化巷社区' } })).toBe('文化巷社区 第一网格');
});

test('other areas, and a grid whose community is out of sight, have their own name', () => {
  expect(placeName({ name: '文化巷社区', level: 'COMMUNITY', parent: { name: '东方红街道' } })).toBe('文化巷社区');
  expect(placeName({ name: '第一网格', level: 'GRID', parent: null })).toBe('第一网格');
});
