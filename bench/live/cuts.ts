import { cutLines as cutThem } from '../../apps/gateway/src/fixtures/cuts.ts';
import { alertEvent } from '../../apps/gateway/src/fixtures/watch.ts';
import type { Stage } from '../live.ts';

const document = 'subscription Moves { alertMoved(areaCode: "410811") { id kind } } query Now { alert(id: "0") { id } }';

const framesASecond = 20_000;

/** B34. @param away shortest and longest absence, in seconds */
export async function cutLines(stage: Stage, { readers, cuts, atOnce, away: [least = 1, most = 120] }: { readers: number; cuts: number; atOnce: number; away: readonly number[] }): Promise<string[]> {
  const producer = await stage.broker.producer();
  const outcome = await cutThem({
    readers, cuts, atOnce, awayMs: [least * 1_000, most * 1_000], everyMs: 5_000, url: stage.gateway.url, authorization: stage.authorization, query: document, perSecond: [20, framesASecond / atOnce],
    say: (line) => process.stderr.write(`${line}\n`),
    async raise(number) {
      const id = crypto.randomUUID();
      await producer.send(`${stage.service}.events`, [alertEvent(stage.service, 'alert-raised', { id, kind: `n${number}`, state: 'RAISED', areaCode: '410811001001', personId: id })]);
    },
    restart: stage.restart,
  });
  await producer.close();
  const { events, missed, doubled, snapshots, allBackMs } = outcome;
  const holds = missed === 0 && doubled === 0 && allBackMs < 60_000;
  return [
    `${readers} readers, each cut ${cuts} times for ${least} to ${most} s, ${events} events; then the gateway killed: ${atOnce} came back at once, and had been told everything after ${(allBackMs / 1_000).toFixed(1)} s`,
    `${missed} missed, ${doubled} doubled, ${snapshots} told to take a snapshot (bar: none missed or doubled, back in 60 s) ${holds ? 'holds' : 'MISSED'}`,
  ];
}
