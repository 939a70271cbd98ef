import type { Guard } from './guard.ts';

const part = (path: string) => `apps/gateway/src/${path}`;

export const gatewayGuards: readonly Guard[] = [
  { keeps: 'what a caller may not ask is cut before planning', file: part('access/gate.ts'), take: 'cut: ({ rights }) => (rights ? access.cut(rights) : undefined),', leave: 'cut: () => (access ? undefined : undefined),', bar: 'B19', tests: ['apps/gateway/src/access/cut.int.test.ts'] },
  { keeps: 'an operation that costs too much is refused', file: part('demand/demand.ts'), take: 'if (estimated > limits.costPerOperation) return graphqlError(tooExpensive(), caller.language);', leave: 'void tooExpensive;', bar: 'B20', tests: ['apps/gateway/src/demand/demand.int.test.ts'] },
  { keeps: 'an agency spends its budget and no more', file: part('demand/demand.ts'), take: "return wait ? graphqlError(tooMany('COST_BUDGET_SPENT'", leave: "return wait < 0 ? graphqlError(tooMany('COST_BUDGET_SPENT'", bar: 'B20', tests: ['apps/gateway/src/demand/demand.int.test.ts'] },
  { keeps: 'who looks up more than thirty people a minute is stopped', file: part('demand/demand.ts'), take: 'const blocked = things?.length ? sights.look(actor?.id ?? networkOf(address), things) : 0;', leave: 'const blocked: number = things?.length && sights === undefined ? 1 : 0;', bar: 'B24', tests: ['apps/gateway/src/attacks/enumeration.int.test.ts'] },
  { keeps: 'an agency is counted', file: part('demand/demand.ts'), take: "if (wait) throw tooMany('RATE_LIMITED'", leave: "if (wait < 0) throw tooMany('RATE_LIMITED'", bar: 'B20', tests: ['apps/gateway/src/demand/demand.int.test.ts'] },
  { keeps: 'a subscription\'s event is judged again when it arrives', file: part('live/rights.ts'), take: "throw new Refusal('UNAUTHORIZED_FIELD_OR_TYPE', { zh: '您没有查看这些内容的权限', en: 'you may not see these fields' });", leave: 'return;', bar: 'B35', tests: ['apps/gateway/src/live/rights.int.test.ts', 'apps/gateway/src/live/standing.int.test.ts'] },
  { keeps: 'an event of another area is told to nobody', file: part('live/rights.ts'), take: "return actor === null || (actor.kind !== 'anonymous' && isWithinArea(areaCode, actor.areaCode));", leave: "return actor === null || isWithinArea(areaCode, areaCode);", bar: 'B35', tests: ['apps/gateway/src/live/rights.int.test.ts', 'apps/gateway/src/live/live.int.test.ts'] },
];
