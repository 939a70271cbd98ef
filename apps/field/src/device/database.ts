import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { Entry } from '../outbox/outbox.rules.ts';

/** Something read from the server, kept to be read without network. */
export interface ReferenceRow {
  key: string;
  value: unknown;
  /** When it was read, ms since 1970. */
  at: number;
}

/** What a gate last heard about a pass, so that a gate without network does not let an isolated person out. */
export interface KnownPass {
  passId: string;
  reason: string | null;
  at: number;
}

export interface DeviceDatabase extends Dexie {
  entries: Table<Entry, number>;
  references: Table<ReferenceRow, string>;
  passes: Table<KnownPass, string>;
}

/** The phone's own store. Versions only ever grow: a phone may hold unsent work of an older one. */
export function openDeviceDatabase(name = 'lianfang-field'): DeviceDatabase {
  const database = new Dexie(name) as DeviceDatabase;
  database.version(1).stores({
    entries: '++seq, &id, state, [kind+state]',
    references: 'key',
    passes: 'passId',
  });
  return database;
}
