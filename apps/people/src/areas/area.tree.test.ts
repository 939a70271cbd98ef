import { checkTree } from './area.tree.ts';

const sound = [{ code: '41', name: '河南省' }, { code: '4108', name: '焦作市' }, { code: '410811', name: '山阳区' }];

it('a sound tree has no fault, in whatever order it comes', () => expect(checkTree(sound.toReversed())).toEqual([]));

it.each([
  ['CODE', { code: '41081', name: '甲' }],
  ['NAME', { code: '410802', name: ' ' }],
  ['TWICE', { code: '410811', name: '山阳' }],
  ['PARENT', { code: '420102', name: '江岸区' }],
  ['GRID', { code: '410811001001001', name: '第一网格' }],
])('%s is told with its row', (fault, row) => expect(checkTree([...sound, row])).toContainEqual({ ...row, fault }));
