import type { Clock } from '../clock/index.ts';
import type { Actor } from './actor.ts';
import type { Claimed } from './standing.rules.ts';

export interface Judge {
  judge(claimed: Claimed): Actor;
  again(actor: Actor): Actor;
  /** From now on every verdict is reached anew. */
  changed(): void;
}

interface Verdict {
  actor: Actor;
  at: number;
  /** When an opening of this caller ends, in milliseconds since 1970. */
  until: number;
}

/**
 * Remembers verdicts while nothing changes, so that a caller is one object over many calls: whoever caches by caller keeps its
 * cache. Refusals are not remembered.
 */
export function createJudge(reach: (claimed: Claimed, now: number) => Actor, clock: Clock): Judge {
  const verdicts = new WeakMap<Claimed, Verdict>();
  const claimedBy = new WeakMap<Actor, Claimed>();
  let changes = 0;

  const judge = (claimed: Claimed): Actor => {
    const now = clock.now().getTime();
    const known = verdicts.get(claimed);
    if (known && known.at === changes && now < known.until && claimed.keyId === undefined) return known.actor;
    const fresh = reach(claimed, now);
    const actor = known && isSame(known.actor, fresh) ? known.actor : fresh;
    verdicts.set(claimed, { actor, at: changes, until: Math.min(Infinity, ...actor.openings.map(({ until }) => until.getTime())) });
    claimedBy.set(actor, claimed);
    return actor;
  };

  return {
    judge,
    again(actor) {
      const claimed = claimedBy.get(actor);
      if (!claimed) throw new Error('this caller was not judged here before');
      return judge(claimed);
    },
    changed: () => void (changes += 1),
  };
}

function isSame(a: Actor, b: Actor): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ agency, areaCode, roles, scopes, openings, seesOwnArea, householdId }: Actor): string {
  return JSON.stringify([agency, areaCode, roles, [...scopes], openings, seesOwnArea, householdId]);
}
