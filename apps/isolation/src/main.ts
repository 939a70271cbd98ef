import { ArrivalDeclared, CaseConfirmed, OrderConfirmed, topicOf } from '@lianfang/contracts/events';
import { kinSubscriptions } from '@lianfang/platform/kin';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { readIsolationConfig } from './config.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';
import { keeping } from './keeping.ts';
import { orderSubscriptions } from './orders/order.consumer.ts';

await startSubgraph({
  name: 'isolation',
  config: readIsolationConfig(),
  sdl,
  resolvers,
  entities,
  migrations,
  keeping,
  subscriptions: [...orderSubscriptions, ...kinSubscriptions],
  topics: [topicOf(OrderConfirmed), topicOf(ArrivalDeclared), topicOf(CaseConfirmed)],
  extendContext: (context) => context,
});
