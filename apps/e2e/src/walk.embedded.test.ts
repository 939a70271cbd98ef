import { startHouse, type House } from '@lianfang/testing/house';
import { told, walk } from './walk/walk.ts';

jest.setTimeout(300_000);

let house: House;

beforeAll(async () => {
  house = await startHouse({ broker: 'embedded', seeded: true });
});
afterAll(() => house?.stop());

test('the walk goes through the gateway on the embedded log as well', async () => {
  expect(house.started.kafka.kind).toBe('embedded');
  const times = await walk(house);
  process.stderr.write(`${told(times)}\n`);
  expect([...times].filter(([, took]) => took > 1_000)).toEqual([]);
});
