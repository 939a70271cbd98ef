/** What every subgraph's process does the same way: database, relay, consumers, graph, health, an orderly end. */
export { serviceBlocks, startSubgraph } from './start-subgraph.ts';
export type { ServiceConfig, SubgraphParts } from './start-subgraph.ts';
