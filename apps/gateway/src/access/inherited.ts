import type { Alternatives, Requirement } from '@lianfang/platform/auth';

/** More ways than this are not weighed; the stricter reading holds then. */
const mostWays = 256;

/**
 * Composition writes on an interface what all types that implement it demand together. Such a demand says nothing new: each type is
 * judged by itself, so that what one type closes is still answered for the others.
 * @returns false when the interface demands more than its types do
 */
export function isInherited(demanded: Requirement, byTypes: readonly Requirement[]): boolean {
  if (demanded.authenticated && !byTypes.length) return false;
  return follows(demanded.scopes, byTypes.flatMap(({ scopes }) => scopes)) && follows(demanded.policies, byTypes.flatMap(({ policies }) => policies));
}

/** Does each way of having all of `held` satisfy each of `demanded`? */
function follows(demanded: readonly Alternatives[], held: readonly Alternatives[]): boolean {
  if (!demanded.length) return true;
  let ways: readonly string[][] = [[]];
  for (const alternatives of held) {
    ways = ways.flatMap((way) => alternatives.map((all) => [...way, ...all]));
    if (ways.length > mostWays) return false;
  }
  return demanded.every((alternatives) => ways.every((way) => alternatives.some((all) => all.every((scope) => way.includes(scope)))));
}
