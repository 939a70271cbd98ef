import { actorOf, callRaw } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import type { Telling } from './index.ts';
import { bootHouses, ids } from './fixtures/houses.ts';

let houses: BootedSubgraph;
beforeAll(async () => {
  houses = await bootHouses();
});
afterAll(() => houses.stop());

const clerk = actorOf('community');

/** Entries that `work` left. */
async function left(work: () => Promise<unknown>) {
  const before = (await houses.trail()).length;
  await work();
  return (await houses.trail()).slice(before);
}

const paints = async () => ((await houses.database.query('SELECT count(*)::int AS paints FROM paints')) as { paints: number }[])[0]!.paints;

describe('a mutation', () => {
  it('leaves one entry: who, which record, by which rule, from where', async () => {
    const entries = await left(() => houses.call(clerk, `mutation { paint(houseId: "${ids[0]}", colour: "red") { id } }`));
    expect(entries).toEqual([
      {
        id: expect.any(String), at: '2022-11-20T00:00:00.000Z', service: 'people', kind: 'MUTATION', operation: 'paint', outcome: 'DONE',
        actor: 'community', actorKind: 'user', agency: clerk.agency, roles: clerk.roles, actorArea: clerk.area, areaCode: '410811001002',
        records: [{ type: 'House', ids: [ids[0]] }, { type: 'Person', ids: [ids[0]!.replace('0190a', '0190b')] }],
        rule: 'paint-1', request: expect.any(String),
      },
    ]);
  });

  it('that is refused changes nothing and leaves its code and what it was about', async () => {
    const before = await paints();
    const entries = await left(() => houses.refused(clerk, `mutation { paint(houseId: "${ids[1]}", colour: "black") { id } }`));
    expect(entries).toMatchObject([{ kind: 'MUTATION', operation: 'paint', outcome: 'COLOUR_DARK', records: [{ type: 'House', ids: [ids[1]] }] }]);
    expect(entries[0]!.rule).toBeUndefined();
    expect(await paints()).toBe(before);
  });

  it('that opens no transaction leaves one all the same', async () => {
    expect(await left(() => houses.call(clerk, 'mutation { look }'))).toMatchObject([{ kind: 'MUTATION', operation: 'look', outcome: 'DONE' }]);
  });

  it('of a batch is one row that names every record and the refusals inside', async () => {
    const [entry, ...others] = await left(() => houses.call(clerk, 'mutation { paintAll(colour: "blue") { house { id } code } }'));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ operation: 'paintAll', codes: ['COLOUR_DARK'], records: [{ type: 'House', ids }, { type: 'Person' }] });
  });
});

describe('a read', () => {
  it('of a hundred unmasked persons is one row with a hundred ids', async () => {
    const entries = await left(() => houses.call(clerk, '{ houses { id owner } }'));
    expect(entries).toMatchObject([{ kind: 'READ', operation: 'houses', areaCode: '410811001002', records: [{ type: 'House', ids, fields: ['owner'] }] }]);
  });

  it('leaves its entry each time, however often the same text is asked, refusals too', async () => {
    const query = 'query($id: ID!) { house(id: $id) { owner } closed }';
    const entries = await left(async () => {
      for (const id of ids.slice(0, 4)) await callRaw(houses.url, { actor: clerk, query: query.replace('closed', ''), variables: { id } });
      for (const id of ids.slice(0, 3)) await callRaw(houses.url, { actor: clerk, query, variables: { id } });
    });
    expect(entries.map(({ kind }) => kind).sort()).toEqual([...Array.from({ length: 7 }, () => 'READ'), 'REFUSAL', 'REFUSAL', 'REFUSAL']);
    expect(entries.slice(0, 4).map(({ records }) => records[0]!.ids[0])).toEqual(ids.slice(0, 4));
  });

  it('of nothing personal leaves nothing', async () => {
    expect(await left(() => houses.call(clerk, '{ counts houses { id } }'))).toEqual([]);
  });

  it('that is refused leaves the code; what else was answered is there beside it', async () => {
    const entries = await left(() => callRaw(houses.url, { actor: clerk, query: `{ closed house(id: "${ids[7]}") { owner } }` }));
    expect(entries).toMatchObject([
      { kind: 'READ', records: [{ ids: [ids[7]], fields: ['owner'] }] },
      { kind: 'REFUSAL', operation: 'closed house', outcome: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    ]);
  });

  it('with a bad token leaves a stranger', async () => {
    const entries = await left(() => callRaw(houses.url, { token: 'nonsense', query: '{ counts }' }));
    expect(entries).toMatchObject([{ kind: 'REFUSAL', outcome: 'UNAUTHENTICATED', actor: 'anonymous' }]);
  });

  it('by many at once costs one insert while another is under way', async () => {
    const commits = async () => ((await houses.database.query('SELECT count(DISTINCT xmin::text)::int AS commits FROM audit_log')) as { commits: number }[])[0]!.commits;
    const before = await commits();
    const told: Telling = { kind: 'EXPORT', operation: 'ledger', outcome: 'DONE', actor: 'a', actorKind: 'user', agency: '', roles: [], actorArea: '41', areaCode: '41', records: [], request: 'r' };
    const entries = await left(() => Promise.all(Array.from({ length: 100 }, () => houses.audit.write([told]))));
    expect(entries).toHaveLength(100);
    expect((await commits()) - before).toBe(1);
  });
});

describe('a log that cannot be written', () => {
  /** Every call ends within 5 seconds without data; what is not personal is answered. */
  async function failsClosed(): Promise<void> {
    const before = await paints();
    const began = Date.now();
    const asks = [...Array.from({ length: 30 }, () => `mutation { paint(houseId: "${ids[3]}", colour: "red") { id } }`), ...Array.from({ length: 10 }, () => '{ houses { owner } }')];
    const answers = await Promise.all(asks.map((query) => callRaw(houses.url, { actor: clerk, query, language: 'en' })));
    expect(Date.now() - began).toBeLessThan(5_000);
    for (const { data, errors, text } of answers) {
      expect(data ?? null).toEqual(data ? { paint: null } : null);
      expect(errors).toMatchObject([{ extensions: { code: 'AUDIT_UNAVAILABLE' }, message: expect.stringContaining('Try again shortly') }]);
      expect(text).not.toContain('an owner');
    }
    expect(await callRaw(houses.url, { actor: clerk, query: '{ counts }' })).toMatchObject({ data: { counts: 100 } });
    expect(await paints()).toBe(before);
  }

  afterEach(async () => {
    const again = () => houses.call(clerk, `mutation { paint(houseId: "${ids[4]}", colour: "green") { id } }`);
    await eventually(async () => void (await again()), { within: 10_000 });
    await houses.call(clerk, '{ houses { owner } }');
  });

  it('because somebody holds its lock', async () => {
    const other = houses.database.createQueryRunner();
    await other.startTransaction();
    await other.query('LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE');
    try {
      await failsClosed();
    } finally {
      await other.rollbackTransaction();
      await other.release();
    }
  });

  it.each([
    ['is gone', 'ALTER TABLE audit_log RENAME TO audit_log_away', 'ALTER TABLE audit_log_away RENAME TO audit_log'],
    ['takes no row', `CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$; CREATE TRIGGER disk_full BEFORE INSERT ON audit_log EXECUTE FUNCTION disk_full()`, 'DROP TRIGGER disk_full ON audit_log; DROP FUNCTION disk_full'],
  ])('because it %s', async (_why, spoil, mend) => {
    await houses.database.query(spoil);
    try {
      await failsClosed();
    } finally {
      await houses.database.query(mend);
    }
  });
});
