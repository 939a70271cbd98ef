import type { Gate } from '../engine/checks.ts';
import { readAccess } from './cut.ts';
import { readDemands } from './demands.ts';

/** The gateway's gate: what is decided about an operation before it is planned. */
export function createGate(): Gate {
  return ({ document: supergraph, clientSchema: schema }) => {
    const demands = readDemands(supergraph, schema);
    return (document, operation) => {
      const access = readAccess({ schema, demands }, document, operation);
      return {
        admit: () => undefined,
        cut: ({ rights }) => (rights ? access.cut(rights) : undefined),
      };
    };
  };
}
