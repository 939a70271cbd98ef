import { OrderConfirmed, PersonMerged, StockMoved, topicOf } from '@lianfang/contracts/events';
import { kinSubscriptions } from '@lianfang/platform/kin';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { readSuppliesConfig } from './config.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';
import { keeping } from './keeping.ts';
import { closeOnRelease, openOnHomeOrder } from './support/support.consumer.ts';

await startSubgraph({
  name: 'supplies',
  config: readSuppliesConfig(),
  sdl,
  resolvers,
  entities,
  migrations,
  keeping,
  subscriptions: [openOnHomeOrder, closeOnRelease, ...kinSubscriptions],
  topics: [topicOf(StockMoved), topicOf(OrderConfirmed), topicOf(PersonMerged)],
  extendContext: (context) => context,
});
