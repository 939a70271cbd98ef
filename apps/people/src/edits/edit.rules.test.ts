import { planEdit, readTaken } from './edit.rules.ts';

const changed = (versions: Record<string, number>) => Object.fromEntries(Object.entries(versions).map(([field, version]) => [field, { version, by: '甲', byId: 'a' }]));

describe('an edit based on a version', () => {
  it.each([
    ['the newest', ['phone'], 3, {}, { outcome: 'APPLIED', write: ['phone'], contested: [] }],
    ['an older one, of which another field has changed', ['phone'], 2, { name: 3 }, { outcome: 'MERGED', write: ['phone'], contested: [] }],
    ['an older one, of which this field had changed before', ['phone'], 2, { phone: 2 }, { outcome: 'MERGED', write: ['phone'], contested: [] }],
    ['an older one, of which the same field has changed', ['phone', 'name'], 2, { phone: 3 }, { outcome: 'CONFLICT', write: ['name'], contested: ['phone'] }],
    ['an older one, that says what is there', [], 1, { phone: 3 }, { outcome: 'UNCHANGED', write: [], contested: [] }],
  ] as const)('on %s', (_case, changing, basedOn, versions, plan) => {
    expect(planEdit(changing, { basedOn, version: 3 }, changed(versions))).toEqual(plan);
  });

  it('is refused when there never was such a version', () => {
    for (const basedOn of [0, 4]) expect(() => planEdit(['phone'], { basedOn, version: 3 }, {})).toThrow(expect.objectContaining({ code: 'EDIT_VERSION_UNKNOWN' }));
  });
});

it('a decision names every field of the conflict, and no other', () => {
  expect(readTaken(['phone'], [{ field: 'phone', side: 'SECOND' }])).toEqual({ phone: 'SECOND' });
  for (const take of [[], [{ field: 'name', side: 'FIRST' as const }], [{ field: 'phone', side: 'FIRST' as const }, { field: 'name', side: 'FIRST' as const }]])
    expect(() => readTaken(['phone'], take)).toThrow(expect.objectContaining({ code: 'CONFLICT_FIELDS_MISSING' }));
});
