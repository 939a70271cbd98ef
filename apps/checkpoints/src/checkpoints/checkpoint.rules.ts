import { isAreaCode } from '@lianfang/contracts/areas';
import { Refusal } from '@lianfang/platform/refusals';
import { areaUnknown } from '../ids.rules.ts';
import { shanghaiTime } from '../times.rules.ts';

export type CheckpointKind = 'COMPOUND_GATE' | 'VILLAGE' | 'HIGHWAY' | 'STATION' | 'MOBILE';

export interface Checkpoint {
  id: string;
  name: string;
  kind: CheckpointKind;
  areaCode: string;
  open: boolean;
  /** Since when `open` stands so. */
  openSince: Date;
  /** Hours, Asia/Shanghai, HH:MM; both null: around the clock. */
  opensAt: string | null;
  closesAt: string | null;
  headcount: number;
}

export interface CheckpointDraft {
  name: string;
  kind: CheckpointKind;
  areaCode: string;
  opensAt?: string | null;
  closesAt?: string | null;
  headcount: number;
}

const longestName = 100;
const mostStaff = 500;
const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;

/** @throws Refusal CHECKPOINT_NAME_INVALID, CHECKPOINT_HOURS_INVALID, CHECKPOINT_STAFF_INVALID, AREA_UNKNOWN */
export function registerCheckpoint(draft: CheckpointDraft, by: { id: string; now: Date }): Checkpoint {
  const name = draft.name.trim();
  const { opensAt = null, closesAt = null } = draft;
  if (!name || name.length > longestName) throw checkpointNameInvalid();
  if (!hoursValid(opensAt, closesAt)) throw checkpointHoursInvalid();
  if (draft.headcount < 0 || draft.headcount > mostStaff) throw checkpointStaffInvalid();
  if (!isAreaCode(draft.areaCode) || draft.areaCode.length < 6) throw areaUnknown();
  const { kind, areaCode, headcount } = draft;
  return { id: by.id, name, kind, areaCode, headcount, opensAt, closesAt, open: true, openSince: by.now };
}

function hoursValid(opensAt: string | null, closesAt: string | null): boolean {
  if (opensAt === null && closesAt === null) return true;
  if (opensAt === null || closesAt === null) return false;
  return clockTime.test(opensAt) && clockTime.test(closesAt) && opensAt !== closesAt;
}

/** The checkpoint after the order, or null when it stands so already. */
export function setCheckpointOpen(checkpoint: Checkpoint, open: boolean, now: Date): Checkpoint | null {
  return checkpoint.open === open ? null : { ...checkpoint, open, openSince: now };
}

/**
 * Whether people could pass at that time: by order and by hours. A passage that waited on a phone is judged by the order of
 * its time. Only the latest order is kept, so before it the checkpoint counts as open: a guard was there and let people pass.
 */
export function wasOpen(checkpoint: Checkpoint, at: Date): boolean {
  const byOrder = at >= checkpoint.openSince ? checkpoint.open : true;
  return byOrder && withinHours(checkpoint, shanghaiTime(at));
}

function withinHours({ opensAt, closesAt }: Checkpoint, time: string): boolean {
  if (opensAt === null || closesAt === null) return true;
  // Hours such as 22:00 to 06:00 run over midnight.
  return opensAt < closesAt ? time >= opensAt && time < closesAt : time >= opensAt || time < closesAt;
}

export function checkpointUnknown(): Refusal {
  return new Refusal('CHECKPOINT_NOT_FOUND', {
    zh: '找不到该卡点，或不在您的辖区内。请重新选择卡点。',
    en: 'There is no such checkpoint in your area. Choose the checkpoint again.',
  });
}

function checkpointNameInvalid(): Refusal {
  return new Refusal('CHECKPOINT_NAME_INVALID', {
    zh: `请填写卡点名称（不超过 ${longestName} 字），如“文化苑东门”。`,
    en: `Give the checkpoint a name of at most ${longestName} characters, e.g. "East gate of Wenhuayuan".`,
  });
}

function checkpointHoursInvalid(): Refusal {
  return new Refusal('CHECKPOINT_HOURS_INVALID', {
    zh: '开放时间须成对填写，格式为 06:30 和 23:30，且不能相同；全天开放请都留空。',
    en: 'Give both hours as 06:30 and 23:30, not the same time twice; leave both empty for around the clock.',
  });
}

function checkpointStaffInvalid(): Refusal {
  return new Refusal('CHECKPOINT_STAFF_INVALID', {
    zh: `在岗人数应在 0 至 ${mostStaff} 之间。`,
    en: `The number of staff must be between 0 and ${mostStaff}.`,
  });
}
