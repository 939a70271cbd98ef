import { useDevice } from '../device/device.tsx';
import type { Device } from '../device/device.tsx';
import { useLive } from '../device/use-live.ts';
import { currentSession } from '../login/session.ts';
import { countUnsent, makeEntry } from './outbox.rules.ts';
import type { Entry, NewEntry } from './outbox.rules.ts';
import { findEntry, finishDraft, insertEntry, listEntries, replaceEntry } from './outbox.store.ts';
import type { DraftName } from './outbox.store.ts';

/** Every entry on this phone, oldest first; undefined while the store is being read. */
export function useEntries(): Entry[] | undefined {
  const { database } = useDevice();
  return useLive('entries', () => listEntries(database));
}

export interface OutboxCounts {
  unsent: number;
  refused: number;
  contradicted: number;
}

export function useOutboxCounts(): OutboxCounts {
  const entries = useEntries() ?? [];
  return {
    unsent: countUnsent(entries),
    refused: entries.filter((entry) => entry.state === 'refused').length,
    contradicted: entries.filter((entry) => entry.contradicted).length,
  };
}

type Filled = Omit<NewEntry, 'owner' | 'ownerName' | 'id' | 'madeAt'> & { id?: string };

/** Whose an entry is that needs no login. */
export const stranger = { owner: 'door', ownerName: '' } as const;

/** Who is logged in, or nobody: a household's report by the code on its door needs no login. */
export function strangerOrOwner(): { owner: string; ownerName: string } {
  const claims = currentSession()?.claims;
  return claims ? { owner: claims.sub, ownerName: claims.name } : stranger;
}

/** An entry that needs no login. */
export function strangerEntry(filled: Filled, state: 'draft' | 'ready' = 'ready'): Entry {
  return makeEntry({ id: crypto.randomUUID(), madeAt: new Date().toISOString(), ...filled, ...strangerOrOwner() }, state);
}

export function draftEntry(filled: Filled): Entry {
  return strangerEntry(filled, 'draft');
}

/** An entry of whoever is logged in. */
export function ownEntry(filled: Filled, state: 'draft' | 'ready' = 'ready'): Entry {
  const claims = currentSession()?.claims;
  if (!claims) throw new Error('nobody is logged in');
  return makeEntry({ id: crypto.randomUUID(), madeAt: new Date().toISOString(), ...filled, owner: claims.sub, ownerName: claims.name }, state);
}

export interface Correction {
  /** The refused entry that this one takes the place of. */
  replaces?: string | null;
  /** The draft that is finished by it. */
  draft?: Omit<DraftName, 'owner'>;
}

/** Saves on the phone first; sending starts by itself. Resolves when the entry cannot be lost any more. */
export async function recordEntry(device: Device, entry: Entry, { replaces, draft }: Correction = {}): Promise<Entry> {
  const saved = replaces
    ? await replaceEntry(device.database, replaces, entry)
    : draft
      ? await finishDraft(device.database, { ...draft, owner: entry.owner }, entry)
      : await insertEntry(device.database, entry);
  void device.sender.drain();
  return saved;
}

/** Saves, sends at once and waits at most so long for the server's word. The entry as it then stands. */
export async function recordLive(device: Device, entry: Entry, patienceMs: number): Promise<Entry> {
  await insertEntry(device.database, entry);
  const sent = device.sender.drain({ hasten: true });
  await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  const settled = await findEntry(device.database, entry.id);
  if (!settled) throw new Error(`entry ${entry.id} has left the store`);
  return settled;
}
