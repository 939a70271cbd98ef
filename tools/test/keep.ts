import { startTestServices } from './services.ts';

// The servers of the test suite, kept up between runs: `npm run test:services` prints the lines to evaluate in the shell
// that runs jest, and stops the servers at Ctrl-C.
const services = await startTestServices({
  root: process.cwd(),
  withoutKafka: process.env.LIANFANG_TEST_BROKER === 'embedded',
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`export LIANFANG_TEST_PG_URL='${services.postgresUrl}'\n`);
if (services.kafka) process.stdout.write(`export LIANFANG_TEST_KAFKA='${services.kafka}'\n`);

const awake = setInterval(() => {}, 60_000);
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, async () => {
    clearInterval(awake);
    await services.stop();
  });
}
