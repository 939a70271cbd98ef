import { Kind } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import type { Gate } from '../engine/checks.ts';
import type { EngineContext } from '../engine/engine.ts';
import type { Caller } from '../engine/run.ts';
import type { Trace, Traced } from './trace.ts';

const notYours = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** The same gate; whom it turns away, in whole or in part, is told to the trail. */
export function tracedGate(gate: Gate, trace: Trace): Gate {
  return (supergraph) => {
    const read = gate(supergraph);
    return (document, operation) => {
      const checks = read(document, operation);
      const asked = rootFieldsOf(operation);
      // The short way asks before the whole way does; a caller object lives for one request.
      const told = new WeakSet<Caller>();
      return {
        ...checks,
        admit(variables, context) {
          const refused = checks.admit(variables, context);
          if (refused) trace.refused(whoOf(context), { operation: asked, code: String(refused.extensions.code) });
          return refused;
        },
        cut(context) {
          const cut = checks.cut(context);
          if (cut && !told.has(context.caller)) {
            told.add(context.caller);
            trace.refused(whoOf(context), { operation: asked, code: notYours });
          }
          return cut;
        },
      };
    };
  };
}

function whoOf({ actor, address, caller }: EngineContext): Traced {
  return { actor, address, requestId: caller.headers['x-request-id'] };
}

const longestName = 200;

function rootFieldsOf({ operation, selectionSet }: OperationDefinitionNode): string {
  const fields = selectionSet.selections.map((selection) => (selection.kind === Kind.FIELD ? selection.name.value : '…'));
  return `${operation} ${[...new Set(fields)].join(' ')}`.slice(0, longestName);
}
