import { ArrivalDeclared, OrderConfirmed, topicOf } from '@lianfang/contracts/events';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { readIsolationConfig } from './config.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';
import { keeping } from './keeping.ts';
import { proposeOnArrival } from './orders/order.consumer.ts';

await startSubgraph({
  name: 'isolation',
  config: readIsolationConfig(),
  sdl,
  resolvers,
  entities,
  migrations,
  keeping,
  subscriptions: [proposeOnArrival],
  topics: [topicOf(OrderConfirmed), topicOf(ArrivalDeclared)],
  extendContext: (context) => context,
});
