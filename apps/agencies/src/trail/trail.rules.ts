import type { AuditEntry } from '@lianfang/contracts/events';
import { Refusal } from '@lianfang/platform/refusals';

/** An entry of the trail, and its number in the chain of the service that wrote it. */
export interface TrailEntry {
  service: string;
  seq: number;
  entry: AuditEntry;
}

/** An entry as it concerns one person; `isOfficial` when the asker is not of the own household. */
export interface PersonEntry extends TrailEntry {
  personId: string;
  isOfficial: boolean;
}

/** The id of a record as the trail is searched by it. */
export function recordKey(type: string, id: string): string {
  return `${type}:${id}`;
}

export function recordKeysOf({ records }: Pick<AuditEntry, 'records'>): string[] {
  return [...new Set(records.flatMap(({ type, ids }) => ids.map((id) => recordKey(type, id))))];
}

/** Where a page goes on: its last entry. */
export interface TrailCursor {
  at: string;
  service: string;
  seq: number;
}

export function cursorOf({ service, seq, entry }: TrailEntry): string {
  return `${entry.at} ${service} ${seq}`;
}

/** @throws Refusal CURSOR_INVALID */
export function readCursor(text: string): TrailCursor {
  const [at = '', service = '', seq = ''] = text.split(' ');
  if (Number.isNaN(Date.parse(at)) || !/^[a-z]+$/.test(service) || !/^\d{1,15}$/.test(seq)) throw cursorInvalid();
  return { at, service, seq: Number(seq) };
}

/** Fields of one record that an entry tells; none of a mutation. */
export function fieldsOf({ records }: AuditEntry, type: string, id: string): string[] {
  return [...new Set(records.flatMap((group) => (group.type === type && group.ids.includes(id) ? (group.fields ?? []) : [])))];
}

/** Midnight in Shanghai, `later` days after the day given. */
export function dayStart(day: string, later = 0): Date {
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + later * 86_400_000);
}

function cursorInvalid(): Refusal {
  return new Refusal('CURSOR_INVALID', {
    zh: '翻页标记无效，请从第一页重新开始。',
    en: 'This page marker is not valid. Begin again at the first page.',
  });
}

export function periodInvalid(): Refusal {
  return new Refusal('PERIOD_INVALID', { zh: '起始日期晚于结束日期，请重新选择。', en: 'The first day lies after the last. Choose the days again.' });
}
