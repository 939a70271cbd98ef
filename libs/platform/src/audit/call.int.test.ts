import { randomUUID } from 'node:crypto';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { anonymous } from '../auth/index.ts';
import type { Actor } from '../auth/index.ts';
import { inTransaction } from '../persistence/index.ts';
import { bootHouses } from './fixtures/houses.ts';
import { noteEffect } from './index.ts';

let houses: BootedSubgraph;
beforeAll(async () => {
  houses = await bootHouses();
});
afterAll(() => houses.stop());

async function left(work: () => Promise<unknown>) {
  const before = (await houses.trail()).length;
  await work();
  return (await houses.trail()).slice(before);
}

const glass = { id: randomUUID(), areaCode: '410802001', until: new Date('2022-11-20T03:00:00Z') };
const tracer: Actor = {
  ...anonymous, id: 'health', kind: 'user', agency: 'health', roles: ['health-commission'], areaCode: '410811', seesOwnArea: true, openings: [glass], tokenId: 'token-1',
};

it('what was seen through a broken glass stands apart, with the opening', async () => {
  const entries = await left(async () => {
    const trail = houses.audit.begin({ actor: tracer, requestId: 'request-1', address: '203.0.113.9' });
    trail.seen({ type: 'Person', id: 'at-home', areaCode: '410811001' }, 'name');
    trail.seen({ type: 'Person', id: 'beyond', areaCode: '410802001001' }, 'name');
    trail.seen({ type: 'Person', id: 'at-home', areaCode: '410811001' }, 'phone');
    await trail.settle();
  });
  expect(entries.map(({ glass: by, records, areaCode, address, token }) => ({ by, records, areaCode, address, token }))).toEqual([
    { by: undefined, records: [{ type: 'Person', ids: ['at-home'], fields: ['name', 'phone'] }], areaCode: '410811001', address: '203.0.113.9', token: 'token-1' },
    { by: glass.id, records: [{ type: 'Person', ids: ['beyond'], fields: ['name'] }], areaCode: '410802001001', address: '203.0.113.9', token: 'token-1' },
  ]);
});

it('who sees the own area by an open glass alone, is told with it there too', async () => {
  const own = { id: randomUUID(), areaCode: '410811001', until: glass.until };
  const [entry] = await left(async () => {
    const trail = houses.audit.begin({ actor: { ...tracer, seesOwnArea: false, openings: [own] }, requestId: 'request-1' });
    trail.seen({ type: 'Person', id: 'one', areaCode: '410811001002' }, 'name');
    await trail.settle();
  });
  expect(entry!.glass).toBe(own.id);
});

it('an export is told with the number of its rows', async () => {
  const [entry] = await left(async () => {
    const trail = houses.audit.begin({ actor: tracer, requestId: 'request-1' });
    trail.exported({ what: 'ledger', count: 312, areaCode: '410811001001' });
    await trail.settle();
  });
  expect(entry).toMatchObject({ kind: 'EXPORT', operation: 'ledger', count: 312, areaCode: '410811001001' });
});

it('nobody notes anything outside of a mutation', () => {
  const trail = houses.audit.begin({ actor: tracer, requestId: 'request-1' });
  expect(() => trail.note({ rule: 'x' })).toThrow('only a mutation');
});

describe('an effect of an event', () => {
  const event = { id: randomUUID(), type: 'checkpoints.arrival-declared.v1', source: 'checkpoints', agency: 'police', areacode: '410811001001' };
  const note = () => inTransaction(houses.database, (tx) => noteEffect(tx, event, { records: [{ type: 'Person', id: 'one', areaCode: '410811001001' }], rule: 'arrival@2022-11' }));

  it('names the event as its actor, and the rule', async () => {
    expect(await left(note)).toMatchObject([{
      kind: 'EFFECT', operation: 'checkpoints.arrival-declared.v1', actor: 'checkpoints', actorKind: 'event', agency: 'police', request: event.id, rule: 'arrival@2022-11',
      records: [{ type: 'Person', ids: ['one'] }], areaCode: '410811001001',
    }]);
  });

  it('is written with the effect or not at all', async () => {
    const undone = () => inTransaction(houses.database, async (tx) => {
      await noteEffect(tx, event, { records: [] });
      throw new Error('undone');
    }).catch(() => undefined);
    expect(await left(undone)).toEqual([]);
  });
});
