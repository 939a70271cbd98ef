import 'fake-indexeddb/auto';
import { openDeviceDatabase } from '../device/database.ts';
import type { DeviceDatabase } from '../device/database.ts';
import { makeEntry } from './outbox.rules.ts';
import type { Entry } from './outbox.rules.ts';
import { discardEntry, findDraft, finishDraft, insertEntry, keepDraft, listEntries, noteOfflineVerdict, pruneSent, replaceEntry, updateEntries } from './outbox.store.ts';
import { createSender } from './sender.ts';
import type { Deliver, EntryAnswer, SenderState } from './sender.ts';

const start = Date.parse('2022-11-20T00:00:00Z');
let phone = 0;
let database: DeviceDatabase;

beforeEach(() => {
  phone += 1;
  database = openDeviceDatabase(`phone-${phone}`);
});
afterEach(() => database.close());

function visit(door: string, change: Partial<Entry> = {}): Entry {
  const key = crypto.randomUUID();
  const made = makeEntry({
    id: key, kind: 'visit', owner: 'grid', ownerName: '网格', subject: door, title: door, form: {},
    steps: [{ operation: 'recordVisit', input: { key, householdId: door }, answer: null }], madeAt: new Date(start).toISOString(),
  });
  return { ...made, ...change };
}

function lockOf() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
}

interface Tab {
  deliver: Deliver;
  exclusively?: ReturnType<typeof lockOf>;
  owner?: string | null;
  now?: () => number;
}

function openTab({ deliver, exclusively = lockOf(), owner = 'grid', now = () => start }: Tab) {
  const states: SenderState[] = [];
  const sender = createSender({ database, deliver, exclusively, owner: () => owner, now, random: () => 0, onState: (state) => states.push(state) });
  return { ...sender, states };
}

const yes: EntryAnswer = { kind: 'yes', data: { id: 'x' } };
/** A server that takes each key once, as ours does. */
function server(answer: (key: string) => EntryAnswer = () => yes) {
  const received: string[] = [];
  const deliver: Deliver = (entries) => Promise.resolve(entries.map((entry) => {
    const key = entry.steps[0]?.input.key ?? '';
    received.push(key);
    return answer(key);
  }));
  return { deliver, received };
}

async function statesInStore(): Promise<string[]> {
  return (await listEntries(database)).map(({ state }) => state);
}

describe('the sender', () => {
  it('sends what is ready and counts it sent only on the server\'s yes', async () => {
    await insertEntry(database, visit('101'));
    await insertEntry(database, visit('102'));
    const { deliver, received } = server();
    const tab = openTab({ deliver });
    await tab.drain();
    tab.stop();
    expect(received).toHaveLength(2);
    expect(await statesInStore()).toEqual(['sent', 'sent']);
  });

  it('keeps everything while nobody answers, and stops asking after the first silence', async () => {
    await insertEntry(database, visit('101'));
    await insertEntry(database, visit('102'));
    const { deliver, received } = server(() => ({ kind: 'unreachable', detail: 'Failed to fetch' }));
    const tab = openTab({ deliver });
    await tab.drain();
    tab.stop();
    expect(received).toHaveLength(1);
    expect(tab.states.at(-1)).toBe('unreachable');
    expect(await statesInStore()).toEqual(['ready', 'ready']);
  });

  it('sends an entry that a crash left on the wire again, under the same key', async () => {
    const stranded = visit('101', { state: 'sending' });
    await insertEntry(database, stranded);
    const { deliver, received } = server();
    const tab = openTab({ deliver });
    await tab.drain();
    tab.stop();
    expect(received).toEqual([stranded.steps[0]?.input.key]);
    expect(await statesInStore()).toEqual(['sent']);
  });

  it('leaves a refusal visible with its reason and goes on with the next', async () => {
    const refused = visit('101');
    await insertEntry(database, refused);
    await insertEntry(database, visit('102'));
    const { deliver } = server((key) => (key === refused.steps[0]?.input.key ? { kind: 'refused', code: 'SWEEP_NOT_OPEN', message: '已结束' } : yes));
    const tab = openTab({ deliver });
    await tab.drain();
    tab.stop();
    const [first, second] = await listEntries(database);
    expect(first).toMatchObject({ state: 'refused', refusal: { code: 'SWEEP_NOT_OPEN', message: '已结束' } });
    expect(second?.state).toBe('sent');
  });

  it('keeps everything and asks for a login when the token has run out', async () => {
    await insertEntry(database, visit('101'));
    const { deliver } = server(() => ({ kind: 'login' }));
    const tab = openTab({ deliver });
    await tab.drain();
    tab.stop();
    expect(tab.states.at(-1)).toBe('login');
    expect(await statesInStore()).toEqual(['ready']);
  });

  it('sends nothing of a user who is not logged in', async () => {
    await insertEntry(database, visit('101'));
    const { deliver, received } = server();
    const tab = openTab({ deliver, owner: 'guard' });
    await tab.drain();
    tab.stop();
    expect(received).toEqual([]);
  });

  it('postpones an entry over which the server fails, and takes it up by itself when it is due', async () => {
    await insertEntry(database, visit('101'));
    let now = start;
    let failures = 1;
    const { deliver } = server(() => (failures-- > 0 ? { kind: 'failed', detail: 'HTTP 503' } : yes));
    const tab = openTab({ deliver, now: () => now });
    await tab.drain();
    expect((await listEntries(database))[0]).toMatchObject({ state: 'ready', attempts: 1, trouble: 'HTTP 503' });
    now += 2_000;
    await tab.drain();
    tab.stop();
    expect(await statesInStore()).toEqual(['sent']);
  });

  it('survives a defect in the delivery without stranding the entry', async () => {
    await insertEntry(database, visit('101'));
    const tab = openTab({ deliver: () => Promise.reject(new TypeError('undefined is not a function')) });
    await tab.drain();
    tab.stop();
    expect((await listEntries(database))[0]).toMatchObject({ state: 'ready', attempts: 1, trouble: 'undefined is not a function' });
  });

  it('in two tabs at once sends each entry once', async () => {
    for (let door = 0; door < 20; door += 1) await insertEntry(database, visit(`door ${door}`));
    const { deliver, received } = server();
    const exclusively = lockOf();
    const tabs = [openTab({ deliver, exclusively }), openTab({ deliver, exclusively })];
    await Promise.all(tabs.map((tab) => tab.drain({ hasten: true })));
    for (const tab of tabs) tab.stop();
    expect(received).toHaveLength(20);
    expect(new Set(received).size).toBe(20);
  });

  it('without the lock would send an entry twice: it is the lock that keeps two tabs apart', async () => {
    await insertEntry(database, visit('101'));
    const received: string[] = [];
    const slow: Deliver = async (entries) => {
      received.push(...entries.map(({ id }) => id));
      await new Promise((resolve) => setTimeout(resolve, 30));
      return entries.map(() => yes);
    };
    const unlocked = <T>(work: () => Promise<T>): Promise<T> => work();
    const tabs = [openTab({ deliver: slow, exclusively: unlocked }), openTab({ deliver: slow, exclusively: unlocked })];
    const first = tabs[0]!.drain();
    await new Promise((resolve) => setTimeout(resolve, 15));
    await Promise.all([first, tabs[1]!.drain()]);
    for (const tab of tabs) tab.stop();
    expect(received.length).toBeGreaterThan(1);
  });

  it('does not bring back what the user discarded while it was on the wire', async () => {
    const entry = await insertEntry(database, visit('101'));
    const tab = openTab({
      deliver: async (entries) => {
        await discardEntry(database, entry.id);
        return entries.map(() => yes);
      },
    });
    await tab.drain();
    tab.stop();
    expect(await listEntries(database)).toEqual([]);
  });

  it('keeps the verdict that a guard saw while the passage was on the wire', async () => {
    const entry = await insertEntry(database, visit('gate'));
    const tab = openTab({
      deliver: async (entries) => {
        await noteOfflineVerdict(database, entry.id, 'ALLOWED');
        return entries.map(() => ({ kind: 'yes', data: { verdict: 'REFUSED' } }));
      },
    });
    await tab.drain();
    tab.stop();
    expect((await listEntries(database))[0]).toMatchObject({ state: 'sent', offlineVerdict: 'ALLOWED', contradicted: true });
  });
});

describe('the store of the outbox', () => {
  it('gives back an entry whole after it is opened again', async () => {
    const saved = await insertEntry(database, visit('101', { trouble: '…', dueAt: 5, offlineVerdict: 'ALLOWED' }));
    database.close();
    database = openDeviceDatabase(`phone-${phone}`);
    expect(await listEntries(database)).toEqual([saved]);
  });

  it('takes no two entries of one id', async () => {
    const entry = visit('101');
    await insertEntry(database, entry);
    await expect(insertEntry(database, entry)).rejects.toThrow();
  });

  it('puts a corrected entry in the refused one\'s place', async () => {
    const refused = await insertEntry(database, visit('101', { state: 'refused' }));
    const corrected = await replaceEntry(database, refused.id, visit('101'));
    expect((await listEntries(database)).map(({ id }) => id)).toEqual([corrected.id]);
  });

  it('keeps the refused entry when its correction cannot be saved', async () => {
    const refused = await insertEntry(database, visit('101', { state: 'refused' }));
    const other = await insertEntry(database, visit('102'));
    await expect(replaceEntry(database, refused.id, { ...visit('101'), id: other.id })).rejects.toThrow();
    expect((await listEntries(database)).map(({ id }) => id)).toEqual([refused.id, other.id]);
  });

  it('holds one draft per form and drops it when the form is finished', async () => {
    const draft = { kind: 'visit', subject: 'form', owner: 'grid' } as const;
    await keepDraft(database, visit('form', { state: 'draft', form: { note: 'a' } }));
    await keepDraft(database, visit('form', { state: 'draft', form: { note: 'ab' } }));
    expect((await findDraft(database, draft))?.form).toEqual({ note: 'ab' });
    expect(await findDraft(database, { ...draft, owner: 'guard' })).toBeNull();
    expect(await listEntries(database)).toHaveLength(1);
    await finishDraft(database, draft, visit('101'));
    expect(await statesInStore()).toEqual(['ready']);
  });

  it('forgets sent entries after a day, but never one that contradicts a guard', async () => {
    const sentAt = new Date(start - 25 * 3_600_000).toISOString();
    await insertEntry(database, visit('old', { state: 'sent', sentAt }));
    const contradicted = await insertEntry(database, visit('contradicted', { state: 'sent', sentAt, contradicted: true }));
    const fresh = await insertEntry(database, visit('fresh', { state: 'sent', sentAt: new Date(start).toISOString() }));
    const waiting = await insertEntry(database, visit('waiting', { madeAt: sentAt }));
    await pruneSent(database, start);
    expect((await listEntries(database)).map(({ id }) => id)).toEqual([contradicted.id, fresh.id, waiting.id]);
    await updateEntries(database, [{ ...contradicted, contradicted: false }]);
    await pruneSent(database, start);
    expect(await listEntries(database)).toHaveLength(2);
  });
});
