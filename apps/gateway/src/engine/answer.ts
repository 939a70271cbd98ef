import { isUtf8 } from 'node:buffer';
import type { Reply } from '../transport/reply.ts';
import { SubgraphUnavailable } from '../transport/subgraph.ts';
import type { SubgraphFault } from './faults.ts';
import type { Scan } from './scan.ts';
import { toWire } from './wire.ts';

export interface SubgraphAnswer {
  /** In wire form. */
  data?: unknown;
  errors?: readonly SubgraphFault[];
}

/** @throws SubgraphUnavailable when it is no answer of GraphQL */
export function readAnswer({ status, body }: Reply, scan: Scan | undefined): SubgraphAnswer {
  if (scan && isUtf8(body)) {
    const data = scan(body.toString('latin1'));
    if (data !== undefined) return { data };
  }
  return parseAnswer(status, textOf(body));
}

const byteOrderMark = '\uFEFF';

function textOf(body: Buffer): string {
  const text = body.toString();
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

function parseAnswer(status: number, text: string): SubgraphAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new SubgraphUnavailable(`status ${status}, no JSON`, { cause });
  }
  if (typeof answer !== 'object' || answer === null) throw new SubgraphUnavailable(`status ${status}, not a GraphQL answer`);
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  if (errors !== undefined && !isFaults(errors)) throw new SubgraphUnavailable(`status ${status}, errors of a strange form`);
  if (data === undefined && errors === undefined) throw new SubgraphUnavailable(`status ${status}, neither data nor errors`);
  return { data: toWire(data), errors };
}

function isFaults(errors: unknown): errors is readonly SubgraphFault[] {
  return Array.isArray(errors) && errors.every((error) => typeof error === 'object' && error !== null);
}
