import { judgeBatch, largestBatch, parentsToFind, planArea, planCompound, planGrid, shortAreaName } from './area.rules.ts';

const refused = (code: string) => expect.objectContaining({ code });
const grid = { code: '410811001001001', name: '第一网格', headName: '钱一', members: 6 };

describe('an area', () => {
  it.each([
    ['41', null],
    ['4108', '41'],
    ['410811', '4108'],
    ['410811001', '410811'],
    ['410811001001', '410811001'],
  ])('%s hangs below %s', (code, parentCode) => expect(planArea({ code, name: ' 某地 ' })).toEqual({ code, name: '某地', parentCode }));

  it.each(['', '4', '41081', '4108110010', '410811a', '410811001001001'])('has no code like "%s"', (code) => {
    expect(() => planArea({ code, name: '某地' })).toThrow(refused('AREA_CODE_INVALID'));
  });

  it.each(['', '   ', '长'.repeat(101)])('has no name like "%s"', (name) => {
    expect(() => planArea({ code: '41', name })).toThrow(refused('AREA_NAME_INVALID'));
  });

  it.each([
    ['文化巷社区居民委员会', '文化巷社区'],
    ['李河村村民委员会', '李河村'],
    ['李河村村委会', '李河村'],
    ['东方红街道', '东方红街道'],
  ])('%s is spoken of as %s', (name, short) => expect(shortAreaName(name)).toBe(short));
});

describe('a grid', () => {
  it.each([5, 10])('may have a squad of %i', (members) => expect(planGrid({ ...grid, members }).squad.members).toBe(members));

  it.each([0, 4, 11])('has no squad of %i', (members) => expect(() => planGrid({ ...grid, members })).toThrow(refused('SQUAD_SIZE_INVALID')));

  it('has 15 digits', () => expect(() => planGrid({ ...grid, code: '410811001001' })).toThrow(refused('AREA_CODE_INVALID')));

  it('has a head', () => expect(() => planGrid({ ...grid, headName: ' ' })).toThrow(refused('AREA_NAME_INVALID')));
});

describe('a compound', () => {
  it('has a name and an address', () => {
    expect(planCompound({ gridCode: grid.code, name: ' 文化苑 ', address: '文化路1号' })).toEqual({ areaCode: grid.code, name: '文化苑', address: '文化路1号' });
    expect(() => planCompound({ gridCode: grid.code, name: '', address: '文化路1号' })).toThrow(refused('AREA_NAME_INVALID'));
  });
});

describe('a call with many entries', () => {
  it('says each thing once', () => expect(() => judgeBatch(['41', '42', '41'], String)).toThrow(refused('ENTRY_TWICE')));

  it('has an end', () => {
    const entries = Array.from({ length: largestBatch + 1 }, (_, at) => at);
    expect(() => judgeBatch(entries, String)).toThrow(refused('BATCH_TOO_LARGE'));
    expect(() => judgeBatch(entries.slice(1), String)).not.toThrow();
  });

  it('brings some parents itself and needs the others', () => {
    const areas = [planArea({ code: '410811001', name: '街道' }), planArea({ code: '410811001001', name: '社区' })];
    expect(parentsToFind(areas)).toEqual(['410811']);
  });
});
