import { enterHouse, startHouse, type House } from '@lianfang/testing/house';
import { openBrowser, type Desk } from '../browser/browser.ts';
import { desks } from './desks.ts';

jest.setTimeout(300_000);

/** LIANFANG_HOUSE names the state folder of a house that runs already: to write a walk without waiting for a start. */
const running = process.env.LIANFANG_HOUSE;

let house: House;
let desk: Desk;

beforeAll(async () => {
  house = running ? await enterHouse(running) : await startHouse({ broker: 'kafka', seeded: true });
  desk = await openBrowser(house);
});
afterAll(async () => {
  await desk?.close();
  await house?.stop();
});

for (const { tells, walk } of desks) {
  test(tells, async () => {
    const before = desk.troubles().length;
    await walk({ house, desk });
    expect(desk.troubles().slice(before)).toEqual([]);
  });
}
