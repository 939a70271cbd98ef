import { HealthCodeAssigned, OrderConfirmed, PassageRecorded, topicOf } from '@lianfang/contracts/events';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { readCheckpointsConfig } from './config.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers, subscriptions } from './graph.ts';
import { keeping } from './keeping.ts';
import { createPassKeys } from './passes/pass-code.ts';

const config = readCheckpointsConfig();
const passKeys = createPassKeys(config.PASS_SIGNING_KEY);

await startSubgraph({
  name: 'checkpoints',
  config,
  sdl,
  resolvers,
  entities,
  migrations,
  keeping,
  subscriptions,
  topics: [topicOf(PassageRecorded), topicOf(OrderConfirmed), topicOf(HealthCodeAssigned)],
  extendContext: (context) => ({ ...context, passKeys }),
});
