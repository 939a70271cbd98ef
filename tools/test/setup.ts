import type { Config } from 'jest';
import { watchOutside } from './outside.ts';
import { startTestServices, type TestServices } from './services.ts';

declare global {
  // Jest loads setup and teardown as two modules of one process; this is how the first hands over to the second.
  var lianfangTestServices: TestServices | undefined;
}

/** Publishes the servers of this run to every test file through the environment. */
export default async function setup(global: Config & { rootDir: string }): Promise<void> {
  watchOutside(global.rootDir);
  const services = await startTestServices({
    root: global.rootDir,
    postgresUrl: process.env.LIANFANG_TEST_PG_URL,
    kafka: process.env.LIANFANG_TEST_KAFKA,
    withoutKafka: process.env.LIANFANG_TEST_BROKER === 'embedded',
    say: (line) => process.stderr.write(`${line}\n`),
  });
  globalThis.lianfangTestServices = services;
  process.env.LIANFANG_TEST_PG_URL = services.postgresUrl;
  if (services.kafka) process.env.LIANFANG_TEST_KAFKA = services.kafka;
  else if (process.env.LIANFANG_REQUIRE_KAFKA === '1') {
    await services.stop();
    throw new Error('This run must use a real Apache Kafka (LIANFANG_REQUIRE_KAFKA=1), and none could be started.');
  }
}
