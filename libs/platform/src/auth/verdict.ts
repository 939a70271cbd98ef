import { roles, rolesWith, scopes as knownScopes } from '@lianfang/contracts/access';
import type { Role, Scope } from '@lianfang/contracts/access';
import { Refusal } from '../refusals/index.ts';
import type { Actor } from './actor.ts';
import type { Alternatives, Requirement } from './requirement.ts';

const code = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** The refusal of this actor, or null when signed in and holding the scopes. Policies are not looked at. */
export function scopeVerdict(actor: Actor, needs: Requirement): Refusal | null {
  if (actor.kind === 'anonymous') return signInFirst();
  const lacking = needs.scopes.find((alternatives) => !holdsAny(actor, alternatives));
  return lacking ? lacks(lacking) : null;
}

function holdsAny(actor: Actor, alternatives: Alternatives): boolean {
  return alternatives.some((all) => all.every((scope) => actor.scopes.has(scope)));
}

function signInFirst(): Refusal {
  return new Refusal(code, { zh: '请先登录后再查看。', en: 'Please sign in to see this.' });
}

function lacks(alternatives: Alternatives): Refusal {
  const holders = holdersOf(alternatives);
  const needed = { zh: wordsOf(alternatives, '、', '，或 '), en: wordsOf(alternatives, ' and ', ', or ') };
  return new Refusal(
    code,
    {
      zh: `需要权限 ${needed.zh}。${holders.length > 0 ? `请联系：${holders.map((role) => roles[role].zh).join('、')}。` : '目前没有角色拥有该权限。'}`,
      en: `This needs the scope ${needed.en}. ${holders.length > 0 ? `Who has it: ${holders.map((role) => roles[role].en).join(', ')}.` : 'No role has it.'}`,
    },
    { requiredScopes: alternatives, roles: holders },
  );
}

function wordsOf(alternatives: Alternatives, and: string, or: string): string {
  return alternatives.map((all) => all.join(and)).join(or);
}

/** Roles that hold all scopes of one alternative. */
function holdersOf(alternatives: Alternatives): Role[] {
  const holders = alternatives.flatMap((all) => {
    const [first = [], ...others] = all.map((scope) => (scope in knownScopes ? rolesWith(scope as Scope) : []));
    return first.filter((role) => others.every((held) => held.includes(role)));
  });
  return [...new Set(holders)];
}

/** A policy is a decision of ours, so it names no scope to ask for. */
export function policyRefusal(): Refusal {
  return new Refusal(code, { zh: '按规定您不能查看此内容。', en: 'By policy you may not see this.' });
}
