import { AccountChanged, erasures, topicOf } from '@lianfang/contracts/events';
import { systemClock } from '@lianfang/platform/clock';
import { createSealer, demandKeys } from '@lianfang/platform/sealing';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { refuseDemoAccounts, registerDemoAccounts } from './accounts/account.demo.ts';
import { readAgenciesConfig } from './config.ts';
import { recordErasures } from './ending/ending.consumer.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';
import { keeping } from './keeping.ts';
import { sealedTables } from './sealed.ts';
import { auditTopics, keepTrail } from './trail/trail.consumer.ts';
import { trailSink } from './trail/trail.sink.ts';

const config = readAgenciesConfig();
const sealer = createSealer(config.SEALING_KEY, config.SEALING_KEY_OLD);

await startSubgraph({
  name: 'agencies',
  config,
  sdl,
  resolvers,
  entities,
  migrations,
  keeping,
  subscriptions: [...recordErasures, ...keepTrail],
  routes: trailSink,
  topics: [topicOf(AccountChanged), ...auditTopics, ...erasures.map(topicOf)],
  extendContext: (context) => ({ ...context, sealer }),
  prepare: async (database) => {
    await demandKeys(database, sealedTables, sealer);
    if (config.NODE_ENV === 'production' && !config.LIANFANG_DEMO) await refuseDemoAccounts(database);
    if (config.LIANFANG_DEMO) await registerDemoAccounts(database, { sealer, clock: systemClock });
  },
});
