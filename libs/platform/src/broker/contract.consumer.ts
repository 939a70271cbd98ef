/** A member of a group in a process of its own, for the contract to kill. Prints each message as a line of JSON. */
import pino from 'pino';
import { openBroker } from './index.ts';

const { brokers, embeddedLogUrl, group, topic } = JSON.parse(process.argv[2]!);
const broker = await openBroker({ brokers, embeddedLogUrl, clientId: 'contract-child', log: pino({ level: 'silent' }) });
await broker.consume({
  group,
  topics: [topic],
  async onMessage({ partition, offset, value }) {
    process.stdout.write(`${JSON.stringify({ partition, offset, value })}\n`);
  },
});
process.stdout.write('joined\n');
