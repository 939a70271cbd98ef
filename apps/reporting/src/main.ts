import { FiguresChanged, topicOf } from '@lianfang/contracts/events';
import { startSubgraph } from '@lianfang/platform/service';
import { migrations } from '../migrations/index.ts';
import { readReportingConfig } from './config.ts';
import { subscriptions, topics } from './figures/figure.consumer.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';
import { keeping } from './keeping.ts';

await startSubgraph({
  name: 'reporting',
  config: readReportingConfig(),
  sdl,
  resolvers,
  entities,
  migrations,
  keeping,
  subscriptions,
  topics: [topicOf(FiguresChanged), ...topics],
  extendContext: (context) => context,
});
