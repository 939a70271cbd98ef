import type { Aggregates } from '../aggregates/aggregates.ts';
import { cacheControlOf } from '../aggregates/hint.rules.ts';
import { readAnnotations } from '../demand/definitions.ts';
import type { Demand } from '../demand/demand.ts';
import type { Gate } from '../engine/checks.ts';
import { readAccess } from './cut.ts';
import { readDemands } from './demands.ts';

export interface GateOptions {
  withLogin: boolean;
  /** Undefined: callers may ask as much as they like. */
  demand: Pick<Demand, 'of'> | undefined;
  /** Undefined: every answer is read anew. */
  aggregates: Pick<Aggregates, 'of'> | undefined;
}

/** The gateway's gate: what is decided about an operation before it is planned. */
export function createGate(o: GateOptions): Gate {
  return (whole) => {
    const { document: supergraph, clientSchema: schema } = whole;
    const demandOf = o.demand?.of(whole);
    const aggregateOf = o.aggregates?.of(whole);
    const demands = readDemands(supergraph, schema);
    const annotations = readAnnotations(supergraph, ['cacheControl']);
    return (document, operation) => {
      const access = readAccess({ schema, demands }, document, operation);
      const demanded = demandOf?.(document, operation);
      const kept = aggregateOf?.(document, operation);
      const cacheControl = cacheControlOf({ schema, annotations, isClosed: o.withLogin }, document, operation);
      return {
        admit(variables, context) {
          if (context.notes) context.notes.cacheControl = cacheControl;
          return demanded?.admit(variables, context);
        },
        extensions: (variables) => demanded?.extensions(variables),
        cut: ({ rights }) => (rights ? access.cut(rights) : undefined),
        ...(kept ? { kept } : {}),
      };
    };
  };
}
