import { changedFields, editInput, residentForm } from './resident.rules.ts';

const member = { id: 'p', name: '赵小明', phone: '138****1234', relation: null, version: 3 };

it('only what was changed is sent, with the version that the phone knew; a mask never goes back', () => {
  const form = residentForm(member);
  expect(changedFields(form)).toEqual([]);
  const edited = { ...form, relation: ' 配偶 ' };
  expect(editInput(edited, 'k', '2022-11-20T00:00:00Z')).toEqual({ key: 'k', personId: 'p', basedOn: 3, editedAt: '2022-11-20T00:00:00Z', relation: '配偶' });
  expect(editInput({ ...form, phone: '' }, 'k', 'at')).toMatchObject({ phone: '' });
});
