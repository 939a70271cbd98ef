import { readCatalogue } from '../stack/catalogue.ts';
import { eventKeysOf, newSigningKey } from '../stack/secrets.ts';

// npm run event-keys [-- people …]: new keys for the events of these services, or of all. It keeps nothing: what it prints goes
// into the environment of each service (EVENT_KEY) and of all of them (EVENT_KEYS).
const asked = process.argv.slice(2);
const services = asked.length > 0 ? asked : readCatalogue(process.cwd()).subgraphs;
const keys = Object.fromEntries(services.map((service) => [service, newSigningKey()]));

for (const [service, key] of Object.entries(keys)) process.stdout.write(`# of ${service} alone\nEVENT_KEY=${key}\n`);
process.stdout.write(`# of every service and the gateway${asked.length > 0 ? '; behind the keys that are there' : ''}\nEVENT_KEYS=${eventKeysOf(keys)}\n`);
