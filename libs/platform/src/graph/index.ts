/** A subgraph on the wire: the server, its limits and errors, lists, batches, scalars. */
export { languageOf } from './context.ts';
export type { RequestContext } from './context.ts';
export { connection, pageOf, pageOfIds } from './connection.ts';
export type { Connection, Page } from './connection.ts';
export { joinResolvers } from './join.ts';
export { inputErrorText } from './input-error.ts';
export { batchLoader } from './loader.ts';
export type { BatchLoader, LoaderRoom } from './loader.ts';
export { dateScalar, dateTimeScalar, fenScalar } from './scalars.ts';
export { listen } from './listener.ts';
export type { Listener } from './listener.ts';
export type { Routes } from './door.ts';
export { serveSubgraph } from './serve.ts';
export type { ServeOptions, Subgraph, SubgraphResolvers } from './serve.ts';
export { clientHeader, gatewayHeader } from './credential.ts';
