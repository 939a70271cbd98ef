import type { DeviceDatabase } from '../device/database.ts';
import { recover, withOfflineVerdict } from './outbox.rules.ts';
import type { Entry, EntryKind } from './outbox.rules.ts';

/** Sent entries stay readable for a day, so that a squad sees what it did. */
const keepSentMs = 24 * 3_600_000;

/** Saves an entry; it is on the phone's disk when this resolves. */
export async function insertEntry(database: DeviceDatabase, entry: Entry): Promise<Entry> {
  const seq = await database.entries.add({ ...entry });
  return { ...entry, seq };
}

export async function updateEntries(database: DeviceDatabase, entries: readonly Entry[]): Promise<void> {
  await database.entries.bulkPut(entries.map((entry) => ({ ...entry })));
}

/**
 * Applies what came back to entries as they are now: a verdict may have been noted, or an entry discarded, while they were on
 * the wire.
 */
export async function settleEntries(database: DeviceDatabase, ids: readonly string[], settle: (entry: Entry, at: number) => Entry): Promise<void> {
  await database.transaction('rw', database.entries, async () => {
    const present = await database.entries.where('id').anyOf([...ids]).toArray();
    await updateEntries(database, present.map((entry) => settle(entry, ids.indexOf(entry.id))));
  });
}

/** Keeps what the guard saw when the server's word did not come in time. */
export async function noteOfflineVerdict(database: DeviceDatabase, id: string, verdict: string): Promise<void> {
  await settleEntries(database, [id], (entry) => withOfflineVerdict(entry, verdict));
}

/** The user has read that the server decided otherwise. */
export async function acknowledgeContradiction(database: DeviceDatabase, id: string): Promise<void> {
  await settleEntries(database, [id], (entry) => ({ ...entry, contradicted: false }));
}

/** A corrected entry takes the refused one's place in one step: a crash leaves either, never both and never none. */
export async function replaceEntry(database: DeviceDatabase, refusedId: string, corrected: Entry): Promise<Entry> {
  return database.transaction('rw', database.entries, async () => {
    await database.entries.where('id').equals(refusedId).delete();
    return insertEntry(database, corrected);
  });
}

/** Saves a finished form and drops its draft in one step. */
export async function finishDraft(database: DeviceDatabase, draft: DraftName, entry: Entry): Promise<Entry> {
  return database.transaction('rw', database.entries, async () => {
    await discardDraft(database, draft);
    return insertEntry(database, entry);
  });
}

/** One draft per form: the newer takes the older one's place. */
export async function keepDraft(database: DeviceDatabase, draft: Entry): Promise<void> {
  await database.transaction('rw', database.entries, async () => {
    const older = await findDraft(database, draft);
    await database.entries.put(older ? { ...draft, seq: older.seq, id: older.id } : { ...draft });
  });
}

/** Whose draft of which form: on a shared phone nobody goes on with another's. */
export interface DraftName {
  kind: EntryKind;
  subject: string;
  owner: string;
}

export async function findDraft(database: DeviceDatabase, { kind, subject, owner }: DraftName): Promise<Entry | null> {
  const drafts = await database.entries.where('[kind+state]').equals([kind, 'draft']).toArray();
  return drafts.find((draft) => draft.subject === subject && draft.owner === owner) ?? null;
}

export async function discardDraft(database: DeviceDatabase, name: DraftName): Promise<void> {
  const draft = await findDraft(database, name);
  if (draft) await discardEntry(database, draft.id);
}

/** Removes an entry for good. Only after the user has confirmed it, or for a draft. */
export async function discardEntry(database: DeviceDatabase, id: string): Promise<void> {
  await database.entries.where('id').equals(id).delete();
}

export async function findEntry(database: DeviceDatabase, id: string): Promise<Entry | null> {
  return (await database.entries.where('id').equals(id).first()) ?? null;
}

export async function listEntries(database: DeviceDatabase): Promise<Entry[]> {
  return database.entries.orderBy('seq').toArray();
}

export async function listReady(database: DeviceDatabase): Promise<Entry[]> {
  return database.entries.where('state').equals('ready').sortBy('seq');
}

/** Under the sending lock nobody else can be sending: whatever says so was left by a crash. */
export async function recoverEntries(database: DeviceDatabase): Promise<number> {
  const stranded = await database.entries.where('state').equals('sending').toArray();
  await updateEntries(database, stranded.map(recover));
  return stranded.length;
}

/** Makes everything due at once: the network is back, or the user asked. */
export async function hastenEntries(database: DeviceDatabase): Promise<void> {
  await database.entries.where('state').equals('ready').modify({ dueAt: 0 });
}

/** At a logout: what has arrived needs no phone any more. */
export async function forgetSent(database: DeviceDatabase): Promise<void> {
  await database.entries.where('state').equals('sent').and((entry) => !entry.contradicted).delete();
}

export async function pruneSent(database: DeviceDatabase, now: number): Promise<void> {
  await database.entries
    .where('state').equals('sent')
    .and((entry) => !entry.contradicted && now - Date.parse(entry.sentAt ?? entry.madeAt) > keepSentMs)
    .delete();
}
