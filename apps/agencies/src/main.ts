import { AccountChanged, topicOf } from '@lianfang/contracts/events';
import { createSealer } from '@lianfang/platform/sealing';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { readAgenciesConfig } from './config.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';

const config = readAgenciesConfig();
const sealer = createSealer(config.SEALING_KEY);

await startSubgraph({
  name: 'agencies',
  config,
  sdl,
  resolvers,
  entities,
  migrations,
  topics: [topicOf(AccountChanged)],
  extendContext: (context) => ({ ...context, sealer }),
});
