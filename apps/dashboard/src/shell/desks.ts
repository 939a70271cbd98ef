import type { Scope } from '@lianfang/contracts/access';
import type { Word } from '../language/words.ts';

/** A desk 业务台: who holds one of the scopes sees it. */
export interface Desk {
  path: string;
  word: Word<'shell'>;
  anyOf: readonly Scope[];
}

export const desks: readonly Desk[] = [
  { path: 'wall', word: 'wall', anyOf: ['figures:read'] },
  { path: 'ledgers', word: 'ledgers', anyOf: ['household:read'] },
  { path: 'grids', word: 'grids', anyOf: ['grid:manage', 'household:read'] },
  { path: 'sweeps', word: 'sweeps', anyOf: ['sweep:read'] },
  { path: 'reconciliation', word: 'reconciliation', anyOf: ['reconciliation:read'] },
  { path: 'readings', word: 'readings', anyOf: ['reading:read'] },
  { path: 'specimens', word: 'specimens', anyOf: ['specimen:read'] },
  { path: 'revisits', word: 'revisits', anyOf: ['specimen:revisit'] },
  { path: 'fever', word: 'fever', anyOf: ['fever:report', 'fever:read'] },
  { path: 'cases', word: 'cases', anyOf: ['case:read'] },
  { path: 'teams', word: 'teams', anyOf: ['keyperson:read'] },
  { path: 'liaison', word: 'liaison', anyOf: ['liaison:read'] },
  { path: 'doors', word: 'doors', anyOf: ['door:print'] },
  { path: 'tips', word: 'tips', anyOf: ['tipoff:read'] },
  { path: 'checkpoints', word: 'checkpoints', anyOf: ['checkpoint:read'] },
  { path: 'isolation', word: 'isolation', anyOf: ['isolation:read'] },
  { path: 'supplies', word: 'supplies', anyOf: ['stock:read', 'support:read'] },
  { path: 'approvals', word: 'approvals', anyOf: ['code:approve', 'isolation:approve'] },
  { path: 'access', word: 'access', anyOf: ['account:manage', 'key:manage'] },
  { path: 'glass', word: 'glass', anyOf: ['glass:break', 'account:manage', 'audit:read'] },
  { path: 'holds', word: 'holds', anyOf: ['hold:place', 'audit:read'] },
  { path: 'audit', word: 'audit', anyOf: ['audit:read'] },
  { path: 'publications', word: 'publications', anyOf: ['area:read'] },
];

/** Where a role starts working; the command centre looks at the wall, the others at their own desk. */
const firstDesk: Readonly<Record<string, string>> = {
  'health-commission': 'isolation',
  'supply-desk': 'supplies',
  'street-clerk': 'sweeps',
  'community-clerk': 'ledgers',
  police: 'checkpoints',
  'checkpoint-guard': 'checkpoints',
  'facility-staff': 'supplies',
  'agency-admin': 'access',
  'revisit-squad': 'revisits',
  'fever-reporter': 'fever',
  auditor: 'audit',
};

export function desksOf(scopes: ReadonlySet<Scope>): Desk[] {
  return desks.filter((desk) => desk.anyOf.some((scope) => scopes.has(scope)));
}

export function startingDesk(scopes: ReadonlySet<Scope>, roles: readonly string[]): string | null {
  const open = desksOf(scopes);
  const wanted = roles.map((role) => firstDesk[role]).find((path) => open.some((desk) => desk.path === path));
  return wanted ?? open[0]?.path ?? null;
}
