import type { District } from './district.ts';
import type { Door } from './door.ts';

/** What every part of the seed stands on. */
export interface Seeding { door: Door; district: District; now: Date; say(line: string): void }

/** The time so many minutes ago; what the district has lived through lies before this start. */
export function minutesAgo({ now }: Pick<Seeding, 'now'>, minutes: number): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString();
}

/** The day in Asia/Shanghai, `offset` days from today. */
export function dayFromNow({ now }: Pick<Seeding, 'now'>, offset: number): string {
  return new Date(now.getTime() + (8 + 24 * offset) * 3_600_000).toISOString().slice(0, 10);
}

/** Asks until the answer is there: what another service does follows within moments, by events. */
export async function until<T>(what: string, ask: () => Promise<T | null>, within = 30_000): Promise<T> {
  for (const end = Date.now() + within; ; ) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`${what} did not come about within ${within / 1_000} s; is a service down? npm run status`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
