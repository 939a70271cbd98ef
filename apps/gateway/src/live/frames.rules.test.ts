import type { Writable } from 'node:stream';
import { eventFrame, socketFrame } from './frames.ts';

// Exported, but missing in the package's types.
const { Receiver } = jest.requireActual<{ Receiver: new (o: { isServer: boolean }) => Writable }>('ws');

/** What a client's own reader makes of the bytes. */
function readBack(frame: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const receiver = new Receiver({ isServer: false });
    receiver.on('message', (text: Buffer) => resolve(String(text)));
    receiver.on('error', reject);
    receiver.write(frame);
  });
}

test.each([[10], [200], [70_000]])('a frame of %i characters is read back as it was told', async (length) => {
  const payload = JSON.stringify({ data: '防'.repeat(length) });
  expect(JSON.parse(await readBack(socketFrame('"a"', { payload })))).toEqual({ id: 'a', type: 'next', payload: JSON.parse(payload) });
});

test('all who gave their stream the same id share one frame; another id is never mixed in', () => {
  const told = { payload: '{"data":1}' };
  const frame = socketFrame('"1"', told);
  expect(String(socketFrame('"2"', told))).toContain('"id":"2"');
  expect(socketFrame('"1"', told)).toBe(frame);
  expect(eventFrame(told)).toBe(eventFrame(told));
});
