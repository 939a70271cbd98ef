import type { Told, ToldEvent } from './audience.ts';
import { aboveFloor } from './catch-up.ts';
import { createCursorSeal } from './cursor.ts';

const seal = createCursorSeal('test');
const told = (partition: number, offset: number, positions: Record<number, string>): ToldEvent => {
  const cursor = seal.seal({ t: positions });
  return { place: { topic: 't', partition, offset: String(offset) }, positions: { t: positions }, cursor, payload: `{"data":{"p":${partition},"o":${offset}},"extensions":{"cursor":"${cursor}"}}` };
};

/** What the client is told, as `partition:offset`, with the place that its cursor names. */
function listen(floor: Record<number, string> | undefined) {
  const heard: [string, unknown][] = [];
  const sink = aboveFloor({
    tell({ payload, cursor }: Told) {
      const message = JSON.parse(payload) as { data: { p: number; o: number }; extensions: { cursor: string } };
      expect(message.extensions.cursor).toBe(cursor);
      heard.push([`${message.data.p}:${message.data.o}`, seal.open(cursor)!.t]);
    },
  }, floor && seal.seal({ t: floor, other: { 0: '9' } }), seal);
  return { ...sink, heard };
}

test('a gateway that read the partitions in another order tells nothing twice, and no cursor goes back', () => {
  const { tell, heard } = listen({ 0: '7', 1: '10' });
  tell(told(0, 7, { 0: '8', 1: '4' }));
  tell(told(1, 4, { 0: '8', 1: '5' }));
  tell(told(1, 9, { 0: '8', 1: '10' }));
  tell(told(1, 10, { 0: '8', 1: '11' }));
  expect(heard).toEqual([
    ['0:7', { 0: '8', 1: '10' }],
    ['1:10', { 0: '8', 1: '11' }],
  ]);
});

test('once the gateway is past the place, everybody\'s own message is handed on as it is', () => {
  const { tell, heard } = listen({ 0: '7', 1: '10' });
  tell(told(0, 7, { 0: '8', 1: '10' }));
  tell(told(1, 3, { 0: '8', 1: '4' }));
  expect(heard).toEqual([['0:7', { 0: '8', 1: '10' }], ['1:3', { 0: '8', 1: '4' }]]);
});

test('without a place, or when it is of no use, everything is handed on', () => {
  const free = listen(undefined);
  free.tell(told(0, 1, { 0: '2' }));
  const dropped = listen({ 0: '999' });
  dropped.drop();
  dropped.tell(told(0, 1, { 0: '2' }));
  expect([free.heard.length, dropped.heard.length]).toEqual([1, 1]);
});
