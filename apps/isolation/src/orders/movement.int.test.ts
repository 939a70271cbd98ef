import { RiskMovementReported } from '@lianfang/contracts/events';
import { actorOf, bootSubgraph } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { migrations } from '../../migrations/index.ts';
import { sdl } from '../generated/sdl.ts';
import { entities, resolvers } from '../graph.ts';
import { orderSubscriptions } from './order.consumer.ts';

let isolation: BootedSubgraph;

beforeAll(async () => {
  isolation = await bootSubgraph({ name: 'isolation', sdl, resolvers, migrations, entities, subscriptions: orderSubscriptions });
});
afterAll(() => isolation.stop());

async function told(risk: 'HIGH' | 'MEDIUM' | 'LOW', times = 1) {
  const [personId, movementId, reportId, householdId] = Array.from({ length: 4 }, () => crypto.randomUUID()) as [string, string, string, string];
  const areaCode = '410811001001001';
  const payload = { movementId, reportId, personId, householdId, areaCode, originAreaCode: '4201', risk, temperature: null, day: '2022-11-20', cameAt: '2022-11-18T00:00:00+08:00' };
  const fact = { payload, subject: personId, areaCode, id: crypto.randomUUID() };
  for (let time = 0; time < times; time += 1) await isolation.deliver(RiskMovementReported, fact);
  const { _entities } = await isolation.call(actorOf('health'), `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { currentOrder { state mode } } } }`, { of: [{ __typename: 'Person', id: personId }] });
  return _entities[0].currentOrder;
}

test('who reports to have come from a risk area is proposed for isolation, as on an arrival, once', async () => {
  expect(await told('HIGH', 2)).toEqual({ state: 'PROPOSED', mode: 'FACILITY' });
  expect(await told('MEDIUM')).toEqual({ state: 'PROPOSED', mode: 'HOME' });
  expect(await told('LOW')).toBeNull();
  expect(await isolation.database.query('SELECT count(*)::int AS n FROM orders')).toEqual([{ n: 2 }]);
});
