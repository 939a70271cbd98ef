import type { EventEnvelope } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { readAnnotations } from '../demand/definitions.ts';
import type { KeptAnswer } from '../engine/checks.ts';
import type { EngineContext } from '../engine/engine.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Variables } from '../demand/value.ts';
import { rightsKey } from '../live/rights.ts';
import { readAggregate } from './aggregate.rules.ts';
import { createAnswerStore } from './answer.store.ts';

/** What the store follows: events in the order of the log, and whether that log is being read at all. */
export interface ChangeFeed {
  onEvent(listener: (fed: { readonly event: EventEnvelope }) => void): void;
  /** Events may have been missed. */
  onGap(listener: () => void): void;
}

/** Whole answers of figures: kept for all who may see the same, until the event that changes them. */
export interface Aggregates {
  /** Begins to keep answers. It must hear an event before those who tell it to clients. */
  follow(feed: ChangeFeed): void;
  /** The log is being read, or out of reach: then nothing is kept. */
  trust(isLive: boolean): void;
  of(supergraph: Supergraph): (document: DocumentNode, operation: OperationDefinitionNode) => ((variables: Variables, context: EngineContext) => KeptAnswer | undefined) | undefined;
}

export function createAggregates(now: () => Date = () => new Date()): Aggregates {
  const store = createAnswerStore();
  const wanted = new Set<string>();
  let operations = 0;
  let follows = false;
  let live = false;
  return {
    follow(feed) {
      follows = live = true;
      feed.onEvent(({ event }) => {
        if (wanted.has(event.type)) store.changed(event.areacode);
      });
      feed.onGap(() => store.forget());
    },
    trust(isLive) {
      live = isLive;
      if (!isLive) store.forget();
    },
    of({ document: supergraph, clientSchema: schema }) {
      const annotations = readAnnotations(supergraph, ['aggregate']);
      return (document, operation) => {
        const aggregate = readAggregate({ schema, annotations }, document, operation);
        if (!aggregate) return undefined;
        for (const event of aggregate.events) wanted.add(event);
        const number = ++operations;
        return (variables, { actor, caller }) => {
          // Who sees more for some hours asks anew each time.
          if (!follows || !live || !actor || actor.openings?.length) return undefined;
          // "Today" is another day tomorrow.
          const key = JSON.stringify([number, shanghaiDay(now()), rightsKey(actor, caller.language), variables]);
          const answer = store.read(key);
          return answer === undefined ? { keep: store.begin(key, aggregate.areas(variables)) } : { answer };
        };
      };
    },
  };
}
