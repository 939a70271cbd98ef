import { setTimeout as pause } from 'node:timers/promises';
import { measureServices, startHouse } from '@lianfang/testing/house';

const settle = 20_000;
const watched = 10_000;
const barMegabytes = 1_500;

/** All services of a seeded house with nobody asking: their memory, and the share of one core they take. */
export async function idleBench(): Promise<string[]> {
  const house = await startHouse({ broker: 'kafka', seeded: true });
  try {
    await pause(settle);
    const loads = await measureServices(house, watched);
    const megabytes = loads.reduce((sum, one) => sum + one.megabytes, 0);
    const share = loads.reduce((sum, one) => sum + one.share, 0);
    return [
      ...loads.map((one) => `${one.name.padEnd(12)} ${one.megabytes.toFixed(0).padStart(5)} MB ${(one.share * 100).toFixed(1).padStart(5)} % of a core`),
      `all services ${megabytes.toFixed(0).padStart(5)} MB ${(share * 100).toFixed(1).padStart(5)} % (bar: under ${barMegabytes} MB, near 0 %) ${megabytes < barMegabytes ? 'holds' : 'MISSED'}`,
      `ready after ${(house.readyAfter / 1_000).toFixed(1)} s, the seed included (bar: 180 s the first time)`,
    ];
  } finally {
    await house.stop();
  }
}
