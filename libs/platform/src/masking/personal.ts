import { personalKinds } from '@lianfang/contracts/documents';
import type { PersonalKind } from '@lianfang/contracts/documents';
import { Kind } from 'graphql';
import type { ConstDirectiveNode } from 'graphql';

/** What `@personal` says of a field. */
export interface Personal {
  kind: PersonalKind;
  /** Needed beside the record being in sight. */
  scope?: string;
}

/** MEDICAL detail is the commission's alone, whatever the field forgot to say. */
const scopeOfMedical = 'isolation:read';

/** @throws TypeError for a kind that has no mask: a field that nobody can mask must not be served */
export function personalOf(node: { directives?: readonly ConstDirectiveNode[] } | null | undefined): Personal | undefined {
  const directive = node?.directives?.find(({ name }) => name.value === 'personal');
  if (!directive) return undefined;
  const kind = argumentOf(directive, 'kind') as PersonalKind;
  if (!personalKinds.includes(kind)) throw new TypeError(`@personal has no kind ${String(kind)}: ${personalKinds.join(', ')}`);
  const scope = argumentOf(directive, 'scope') ?? (kind === 'MEDICAL' ? scopeOfMedical : undefined);
  return scope ? { kind, scope } : { kind };
}

function argumentOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((given) => given.name.value === name)?.value;
  return value?.kind === Kind.ENUM || value?.kind === Kind.STRING ? value.value : undefined;
}
