import { choicesOf, textOfChoices } from './choices.ts';

test('choices are written a line each and read back as they were', () => {
  const choices = [{ id: 'train', zh: '火车', en: 'By train' }, { id: 'car', zh: '自驾', en: 'Car' }];
  expect(choicesOf(textOfChoices(choices))).toEqual(choices);
  expect(choicesOf('\n  bus 大巴 \n\n x\n')).toEqual([{ id: 'bus', zh: '大巴', en: '大巴' }, { id: 'x', zh: 'x', en: 'x' }]);
});
