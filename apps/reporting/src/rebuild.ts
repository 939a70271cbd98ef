import { openBroker } from '@lianfang/platform/broker';
import { systemClock } from '@lianfang/platform/clock';
import { createLog } from '@lianfang/platform/observability';
import { migrate, openDatabase, platformMigrations } from '@lianfang/platform/persistence';
import { migrations } from '../migrations/index.ts';
import { readRebuildConfig } from './config.ts';
import { topics } from './figures/figure.consumer.ts';
import { rebuildFigures } from './figures/figure.rebuild.ts';

const config = readRebuildConfig();
const log = createLog({ name: 'reporting-rebuild', level: config.LOG_LEVEL });
const database = await openDatabase({ url: config.DATABASE_URL, entities: [], applicationName: 'reporting-rebuild' });
const broker = await openBroker({
  brokers: config.LIANFANG_BROKER === 'embedded' ? undefined : config.KAFKA_BROKERS,
  embeddedLogUrl: config.EMBEDDED_LOG_URL,
  clientId: 'reporting-rebuild',
  log,
});
try {
  await migrate(database, [...platformMigrations, ...migrations]);
  await broker.ensureTopics(topics);
  log.info('the figures are derived again from the first event on; until that is done, readers see the old ones');
  log.info({ events: await rebuildFigures({ database, broker, trust: config.EVENT_KEYS, clock: systemClock, log }) }, 'the figures are rebuilt');
} finally {
  await broker.close();
  await database.destroy();
}
