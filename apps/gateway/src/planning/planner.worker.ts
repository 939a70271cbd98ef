import { parentPort } from 'node:worker_threads';
import { parse } from 'graphql';
import { type ImmediatePlanner, createApolloPlanner } from './apollo.ts';
import type { FromPlanner, ToPlanner } from './messages.ts';

/* A thread that does nothing but plan: whoever is served meanwhile does not wait for it. */

const planners = new Map<number, ImmediatePlanner>();
const options = { noLocation: true };

function answer(asked: ToPlanner): FromPlanner {
  try {
    if (asked.kind === 'plan') return { plan: planners.get(asked.supergraph)!.plan(parse(asked.text, options), asked.operationName, asked.labels) };
    if (asked.kind === 'open') planners.set(asked.supergraph, createApolloPlanner(parse(asked.sdl, options)));
    return {};
  } catch (cause) {
    return { failure: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

parentPort!.on('message', (asked: ToPlanner) => {
  if (asked.kind === 'close') planners.delete(asked.supergraph);
  else parentPort!.postMessage(answer(asked));
});
