import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import type { EngineContext } from '../engine/engine.ts';
import type { Asker } from '../http/asker.ts';
import { HttpRefusal, graphqlError } from '../http/refusal.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { createBuckets, createSightWindow } from './bucket.ts';
import { estimateCost } from './cost.rules.ts';
import { readAnnotations } from './definitions.ts';
import { readLookups } from './lookup.rules.ts';
import type { Variables } from './value.ts';

/** How much callers may ask for. Whole numbers above zero. */
export interface DemandLimits {
  /** Requests a second of one agency; twice as many at once. */
  requestsPerAgency: number;
  /** Requests a minute of one address without a token that is good. */
  requestsPerAddress: number;
  /** People, ID numbers and search texts that one caller may look up in a minute; each counts once. */
  lookupsPerMinute: number;
  /** The static estimate of one operation. */
  costPerOperation: number;
  /** Estimates of one agency together, a minute. */
  costPerAgency: number;
  /** Agencies with a budget of their own, a minute. */
  costBudgets: ReadonlyMap<string, number>;
}

export const usualLimits: DemandLimits = {
  requestsPerAgency: 5_000,
  requestsPerAddress: 300,
  lookupsPerMinute: 30,
  costPerOperation: 50_000,
  costPerAgency: 100_000_000,
  costBudgets: new Map(),
};

/** What is asked of one operation. */
export interface Demanded {
  admit(variables: Variables, context: EngineContext): GraphQLError | undefined;
  extensions(variables: Variables): Record<string, unknown>;
}

export interface Demand {
  /** Counts a request before anything of it is read. @throws HttpRefusal */
  demandRate(asker: Pick<Asker, 'actor' | 'address'>): void;
  /** Reads operations of one supergraph. */
  of(supergraph: Supergraph): (document: DocumentNode, operation: OperationDefinitionNode) => Demanded;
}

const minuteMs = 60_000;

/** Counts are kept in this process: each worker grants its own. */
export function createDemand(limits: DemandLimits, now: () => number = Date.now): Demand {
  const requests = createBuckets({ perSecond: limits.requestsPerAgency, reserve: limits.requestsPerAgency * 2 }, now);
  const strangers = createBuckets(perMinute(limits.requestsPerAddress), now);
  const budgets = createBuckets(perMinute(limits.costPerAgency), now);
  const sights = createSightWindow(limits.lookupsPerMinute, now);
  const ownBudgets = new Map([...limits.costBudgets].map(([agency, cost]) => [agency, perMinute(cost)]));

  return {
    demandRate({ actor, address = '' }) {
      const wait = actor ? requests.take(actor.agency, 1) : strangers.take(networkOf(address), 1);
      if (wait) throw tooMany('RATE_LIMITED', { zh: '请求过于频繁，请稍后再试', en: 'too many requests; try again later' }, wait);
    },
    of({ document: supergraph, clientSchema: schema }) {
      const annotations = readAnnotations(supergraph, ['cost', 'listSize', 'lookup']);
      return (document, operation) => {
        const cost = estimateCost({ schema, annotations }, document, operation);
        const lookups = readLookups({ schema, annotations }, document, operation);
        return {
          admit(variables, { actor, address = '', caller }) {
            const estimated = cost(variables);
            if (estimated > limits.costPerOperation) return graphqlError(tooExpensive(), caller.language);
            const things = lookups?.(variables);
            const blocked = things?.length ? sights.look(actor?.id ?? networkOf(address), things) : 0;
            if (blocked) return graphqlError(tooMany('LOOKUPS_EXHAUSTED', { zh: '查询人员过于频繁，请稍后再试', en: 'too many people were looked up; try again later' }, blocked), caller.language);
            const wait = budgets.take(actor?.agency ?? networkOf(address), estimated, ownBudgets.get(actor?.agency ?? ''));
            return wait ? graphqlError(tooMany('COST_BUDGET_SPENT', { zh: '本单位的查询额度已用完，请稍后再试', en: 'the budget of your agency is spent; try again later' }, wait), caller.language) : undefined;
          },
          extensions: (variables) => ({ cost: { estimated: cost(variables), strategy: 'static_estimated' } }),
        };
      };
    },
  };
}

function perMinute(amount: number) {
  return { perSecond: (amount * 1_000) / minuteMs, reserve: amount };
}

/** One household or office has a whole /64 of IPv6 addresses. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const filled = tail === undefined ? groups : [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'), ...after];
  return filled.slice(0, 4).join(':');
}

function tooMany(code: string, texts: { zh: string; en: string }, waitMs: number): HttpRefusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new HttpRefusal(429, code, texts, { 'retry-after': String(seconds) }, { retryAfter: seconds });
}

/** Like every other refusal of what is too large: the limit is not named. */
function tooExpensive(): HttpRefusal {
  return new HttpRefusal(400, 'OPERATION_TOO_LARGE', { zh: '查询过于复杂，请拆分后再试', en: 'the operation is too large; ask in smaller parts' });
}
