import { ArrivalDeclared, OrderConfirmed, RegisterChanged, topicOf } from '@lianfang/contracts/events';
import { createSealer, demandKeys } from '@lianfang/platform/sealing';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { readPeopleConfig } from './config.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers, subscriptions } from './graph.ts';
import { keeping } from './keeping.ts';
import { sealedTables } from './sealed.ts';

const config = readPeopleConfig();
const sealer = createSealer(config.SEALING_KEY, config.SEALING_KEY_OLD);

await startSubgraph({
  name: 'people',
  config,
  sdl,
  resolvers,
  entities,
  migrations,
  keeping,
  subscriptions,
  topics: [topicOf(RegisterChanged), topicOf(ArrivalDeclared), topicOf(OrderConfirmed)],
  extendContext: (context) => ({ ...context, sealer }),
  prepare: (database) => demandKeys(database, sealedTables, sealer),
});
