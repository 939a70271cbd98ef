import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startHouse } from '@lianfang/testing/house';

const settle = 20_000;
const watched = 10_000;
const barMegabytes = 1_500;
/** Linux counts processor time in hundredths of a second on every machine that matters (USER_HZ). */
const ticksPerSecond = 100;

/** All services of a seeded house with nobody asking: their memory, and the share of one core they take. */
export async function idleBench(): Promise<string[]> {
  const house = await startHouse({ broker: 'kafka', seeded: true });
  try {
    await pause(settle);
    const services = house.started.services.map(({ name, pid }) => ({ name, pid: pid!, before: cpuSeconds(pid!) }));
    await pause(watched);
    const measured = services.map(({ name, pid, before }) => ({ name, megabytes: residentMegabytes(pid), share: ((cpuSeconds(pid) - before) * 1_000) / watched }));
    const sum = measured.reduce((total, one) => ({ megabytes: total.megabytes + one.megabytes, share: total.share + one.share }), { megabytes: 0, share: 0 });
    return [
      ...measured.map(({ name, megabytes, share }) => `${name.padEnd(12)} ${megabytes.toFixed(0).padStart(5)} MB ${(share * 100).toFixed(1).padStart(5)} % of a core`),
      `all services ${sum.megabytes.toFixed(0).padStart(5)} MB ${(sum.share * 100).toFixed(1).padStart(5)} % (bar: under ${barMegabytes} MB, near 0 %) ${sum.megabytes < barMegabytes ? 'holds' : 'MISSED'}`,
      `ready after ${(house.readyAfter / 1_000).toFixed(1)} s, the seed included (bar: 180 s the first time)`,
    ];
  } finally {
    await house.stop();
  }
}

/** utime and stime of /proc/<pid>/stat; the name before them may hold spaces. */
function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) / 1_024;
}
