import { writeSync } from 'node:fs';

/** Every place where a process may be made to die. Each stands between two steps that a fault must not tear apart. */
export const crashPoints = [
  'mutation.after-effect-before-commit',
  'mutation.after-commit-before-reply',
  'relay.after-lock-before-read',
  'relay.after-read-before-send',
  'relay.after-send-before-mark',
  'relay.after-mark',
  'consumer.after-inbox-before-effect',
  'consumer.after-effect-before-commit',
  'consumer.after-commit-before-position',
  'broker.before-position-commit',
  'broker.after-position-commit',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

export interface CrashPlan {
  name: CrashPoint;
  /** The process dies when it comes by for the n-th time, counted from 1. */
  hit: number;
}

let plan: CrashPlan | null = null;
let hits = 0;

/**
 * Arms one crash point, or none. Only a service's main may call it, from its configuration, and config refuses the setting
 * in production; unarmed, a crash point costs one comparison.
 */
export function setCrashPlan(next: CrashPlan | null): void {
  plan = next;
  hits = 0;
}

/** Reads `relay.after-mark` or `relay.after-mark:3` (the third time). @throws RangeError when the name is unknown */
export function parseCrashPlan(text: string): CrashPlan {
  const [name, hit = '1'] = text.split(':');
  if (!crashPoints.includes(name as CrashPoint) || !/^[1-9]\d*$/.test(hit)) throw new RangeError(`no such crash point: ${text}`);
  return { name: name as CrashPoint, hit: Number(hit) };
}

/** Dies here when the plan says so: SIGKILL, as a power cut would, so no handler, flush or rollback runs. */
export function crashPoint(name: CrashPoint): void {
  if (plan === null || plan.name !== name) return;
  hits += 1;
  if (hits < plan.hit) return;
  // Written synchronously: the driver takes this line as the proof that the point was hit.
  writeSync(2, `crash point ${name} hit\n`);
  process.kill(process.pid, 'SIGKILL');
}
