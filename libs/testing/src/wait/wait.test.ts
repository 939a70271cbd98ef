import { eventually } from './index.ts';

test('an outcome that comes late is waited for and given back', async () => {
  let tries = 0;
  const value = await eventually(() => {
    tries += 1;
    if (tries < 3) throw new Error('not yet');
    return 'there';
  });
  expect(value).toBe('there');
});

test('an outcome that never comes fails with the reason of the last try', async () => {
  await expect(eventually(() => Promise.reject(new Error('the wall stands still')), { within: 60 }))
    .rejects.toThrow(/the wall stands still[^]*60 ms/);
});
