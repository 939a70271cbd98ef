import 'fake-indexeddb/auto';
import { openDeviceDatabase } from '../device/database.ts';
import { lastReasonOf, rememberPass } from './pass.store.ts';

const database = openDeviceDatabase('gate');
const midnight = Date.parse('2022-11-20T00:00:00+08:00');
const hour = 3_600_000;
afterAll(() => database.close());

describe('what a gate remembers of a pass', () => {
  it('is nothing of one it has never seen', async () => expect(await lastReasonOf(database, 'new', midnight, midnight)).toBeNull());

  it('is an isolation for a day, over midnight', async () => {
    await rememberPass(database, 'isolated', 'UNDER_ISOLATION', midnight - hour);
    expect(await lastReasonOf(database, 'isolated', midnight + hour, midnight)).toBe('UNDER_ISOLATION');
    expect(await lastReasonOf(database, 'isolated', midnight + 23 * hour, midnight)).toBeNull();
  });

  it('is a used quota until midnight only', async () => {
    await rememberPass(database, 'used', 'QUOTA_USED', midnight - hour);
    expect(await lastReasonOf(database, 'used', midnight - 1, midnight - 24 * hour)).toBe('QUOTA_USED');
    expect(await lastReasonOf(database, 'used', midnight + hour, midnight)).toBeNull();
  });

  it('is the latest word: a release lifts the block', async () => {
    await rememberPass(database, 'freed', 'UNDER_ISOLATION', midnight);
    await rememberPass(database, 'freed', null, midnight + 1);
    expect(await lastReasonOf(database, 'freed', midnight + hour, midnight)).toBeNull();
  });
});
