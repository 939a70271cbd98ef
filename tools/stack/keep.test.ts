import { eventually } from '@lianfang/testing/wait';
import { keep } from './keep.ts';

/** A server that lives until it is told to die. */
function mortal() {
  let die!: () => void;
  const ended = new Promise<void>((settle) => (die = settle));
  return { ended, die };
}

test('a server that ends by itself is started again, and said', async () => {
  const said: string[] = [];
  const first = mortal();
  const second = mortal();
  const kept = keep({ name: 'Kafka', running: first, ended: (one) => one.ended, start: () => Promise.resolve(second), say: (line) => said.push(line) });
  first.die();
  await eventually(() => expect(kept.current()).toBe(second));
  expect(said).toEqual(['Kafka ended by itself and is started again.']);
  kept.letGo();
  second.die();
});

test('a server that is let go stays down', async () => {
  const first = mortal();
  const start = jest.fn<Promise<typeof first>, []>();
  const kept = keep({ name: 'Kafka', running: first, ended: (one) => one.ended, start, say: () => {} });
  kept.letGo();
  first.die();
  await first.ended;
  expect(start).not.toHaveBeenCalled();
});
