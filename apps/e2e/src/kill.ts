import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { House } from '@lianfang/testing/house';
import { checkpointNamed, district, now, residentsOf } from './walk/scene.ts';

const mutations = 200;
const atOnce = 8;
const killAfter = 60;

const passage = `mutation KilledPassage($input: RecordPassageInput!) { recordPassage(input: $input) { id } }`;

/**
 * Two hundred passages from eight guards, and the service that takes them is killed in the middle. A phone sends what was not
 * answered again, under the same key, as the field app does.
 * @returns the passages' ids in the order of their keys, and how many sendings were in vain
 */
export async function recordWhileKilled(house: House): Promise<{ ids: string[]; checkpointId: string; inVain: number }> {
  const gate = await checkpointNamed(house, '迎宾路入口卡点');
  const [resident] = await residentsOf(house, '');
  const inputs = Array.from({ length: mutations }, () => ({ key: randomUUID(), checkpointId: gate.id, direction: 'IN', personId: resident!.id, temperature: 36.5, passedAt: now() }));
  const pid = (await house.status()).services.find(({ name }) => name === 'checkpoints')!.pid!;
  const ids: string[] = [];
  let inVain = 0;
  let next = 0;
  const guard = async () => {
    for (let at = next++; at < mutations; at = next++) {
      if (at === killAfter) process.kill(pid, 'SIGKILL');
      ids[at] = await sendUntilTaken(house, inputs[at]!, () => (inVain += 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, guard));
  return { ids, checkpointId: gate.id, inVain };
}

async function sendUntilTaken(house: House, input: object, onVain: () => void): Promise<string> {
  for (const end = Date.now() + 60_000; ; ) {
    try {
      return (await house.call<{ recordPassage: { id: string } }>('guard', passage, { input })).recordPassage.id;
    } catch (error) {
      if (Date.now() > end) throw error;
      onVain();
      await pause(100);
    }
  }
}

/** Passages of today: by the service that holds them, and by the figures that follow from its events. */
export async function passagesToday(house: House, checkpointId: string): Promise<{ held: number; counted: number }> {
  const { checkpoint, figures } = await house.call<{ checkpoint: { passageCount: number }; figures: { passages: number } }>(
    'command', `query ($id: ID!, $area: ID!) { checkpoint(id: $id) { passageCount } figures(areaCode: $area) { passages } }`, { id: checkpointId, area: district });
  return { held: checkpoint.passageCount, counted: figures.passages };
}
