import type { Demand } from '../demand/demand.ts';
import type { Gate } from '../engine/checks.ts';
import { readAccess } from './cut.ts';
import { readDemands } from './demands.ts';

/**
 * The gateway's gate: what is decided about an operation before it is planned.
 * @param demand undefined: callers may ask as much as they like
 */
export function createGate(demand: Pick<Demand, 'of'> | undefined): Gate {
  return (whole) => {
    const { document: supergraph, clientSchema: schema } = whole;
    const demandOf = demand?.of(whole);
    const demands = readDemands(supergraph, schema);
    return (document, operation) => {
      const access = readAccess({ schema, demands }, document, operation);
      const demanded = demandOf?.(document, operation);
      return {
        admit: (variables, context) => demanded?.admit(variables, context),
        extensions: (variables) => demanded?.extensions(variables),
        cut: ({ rights }) => (rights ? access.cut(rights) : undefined),
      };
    };
  };
}
