import { demandNothingOutside } from './outside.ts';

export default async function teardown(): Promise<void> {
  await globalThis.lianfangTestServices?.stop();
  demandNothingOutside();
}
