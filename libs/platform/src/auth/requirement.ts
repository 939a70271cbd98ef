import { Kind } from 'graphql';
import type { ConstDirectiveNode, ConstValueNode } from 'graphql';

/** As the federation specification words it: any of the outer list, all of the inner. `[["a", "b"], ["c"]]` is "(a and b) or c". */
export type Alternatives = readonly (readonly string[])[];

/** What stands on one definition, or on several joined by "and". */
export interface Requirement {
  authenticated: boolean;
  scopes: readonly Alternatives[];
  policies: readonly Alternatives[];
}

interface Annotated {
  directives?: readonly ConstDirectiveNode[];
}

/** The joined requirement of all these definitions; undefined when none of them asks for anything. */
export function requirementOf(nodes: readonly (Annotated | null | undefined)[]): Requirement | undefined {
  const directives = nodes.flatMap((node) => node?.directives ?? []);
  const scopes = directives.filter((directive) => isNamed(directive, 'requiresScopes')).map((directive) => listsOf(directive, 'scopes'));
  const policies = directives.filter((directive) => isNamed(directive, 'policy')).map((directive) => listsOf(directive, 'policies'));
  const authenticated = directives.some((directive) => isNamed(directive, 'authenticated'));
  if (!authenticated && scopes.length === 0 && policies.length === 0) return undefined;
  return { authenticated, scopes: distinct(scopes), policies: distinct(policies) };
}

/** True when one of these definitions says that everybody may see it. */
export function isOpen(nodes: readonly (Annotated | null | undefined)[]): boolean {
  return nodes.some((node) => node?.directives?.some(({ name }) => name.value === 'open'));
}

/** A directive that was not imported keeps the name of its specification in front. */
function isNamed(directive: ConstDirectiveNode, name: string): boolean {
  return directive.name.value === name || directive.name.value === `federation__${name}`;
}

function listsOf(directive: ConstDirectiveNode, argument: string): Alternatives {
  const value = directive.arguments?.find((given) => given.name.value === argument)?.value;
  return valuesOf(value).map((inner) => valuesOf(inner).map(textOf));
}

/** GraphQL reads a single value as a list of one. */
function valuesOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (!value) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

function textOf(value: ConstValueNode): string {
  if (value.kind !== Kind.STRING) throw new TypeError('scopes and policies are written as strings');
  return value.value;
}

function distinct(lists: readonly Alternatives[]): Alternatives[] {
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
}
