import { type Actor, type Policies, type Requirement, policyRefusal, scopeVerdict } from '@lianfang/platform/auth';
import type { Refusal } from '@lianfang/platform/refusals';
import { createLru } from '../engine/lru.ts';

/** What a caller may see, the same object for all who may see the same. */
export interface Rights {
  /** Why this demand is not met; null when it is. */
  refusal(needs: Requirement): Refusal | null;
}

const rememberedRights = 500;

/**
 * @param policies those that are decided by the caller alone. Any other is left to the subgraph, which enforces all of them; a caller must
 * be signed in for it here.
 */
export function createRights(policies: Policies = {}): (actor: Actor) => Rights {
  const names = Object.keys(policies);
  const byActor = new WeakMap<Actor, Rights>();
  const byWords = createLru<Rights>(rememberedRights);
  return (actor) => {
    const known = byActor.get(actor);
    if (known) return known;
    const held = new Set(names.filter((name) => policies[name]!({ actor })));
    const words = JSON.stringify([actor.kind === 'anonymous', [...actor.scopes].sort(), [...held]]);
    const rights = byWords.get(words) ?? newRights(actor, (name) => held.has(name) || !(name in policies));
    byWords.set(words, rights);
    byActor.set(actor, rights);
    return rights;
  };
}

/** Verdicts name scopes and roles, never the caller, so the first who comes with these rights stands for all. */
function newRights(actor: Actor, holds: (policy: string) => boolean): Rights {
  const verdicts = new WeakMap<Requirement, { refusal: Refusal | null }>();
  const judge = (needs: Requirement): Refusal | null => {
    const allowed = needs.policies.every((alternatives) => alternatives.some((all) => all.every(holds)));
    return scopeVerdict(actor, needs) ?? (allowed ? null : policyRefusal());
  };
  return {
    refusal(needs) {
      let verdict = verdicts.get(needs);
      if (!verdict) verdicts.set(needs, (verdict = { refusal: judge(needs) }));
      return verdict.refusal;
    },
  };
}
