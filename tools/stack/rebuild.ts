import { join } from 'node:path';
import { eventLog } from './environment.ts';
import { addressOf } from './postgres.ts';
import { run } from './run.ts';
import { eventKeysOf, readSecrets } from './secrets.ts';
import type { StackSettings } from './settings.ts';
import { runningState } from './state.ts';

/** `npm run rebuild`: derives the figures of the running house again from its first event on. Readers see the old ones meanwhile. */
export async function rebuild(settings: StackSettings, say: (line: string) => void): Promise<void> {
  const state = runningState(settings.stateDir);
  if (!state?.kafka) throw new Error('Lianfang does not run. Start it in another terminal: npm start');
  const { postgresPassword, eventKeys } = readSecrets(settings.stateDir);
  const database = (service: string) => addressOf(settings, state.ports.postgres!, postgresPassword, service);
  const broker = state.kafka.kind === 'embedded'
    ? { LIANFANG_BROKER: 'embedded', EMBEDDED_LOG_URL: database(eventLog) }
    : { LIANFANG_BROKER: 'kafka', KAFKA_BROKERS: state.kafka.brokers.join(',') };
  await run('Rebuilding the figures', [join('apps', 'reporting', 'src', 'rebuild.ts')], {
    cwd: settings.root, onLine: say, env: { ...broker, DATABASE_URL: database('reporting'), EVENT_KEYS: eventKeysOf(eventKeys), LIANFANG_DEMO: '1' },
  });
}
