import type { Scope } from './scopes.ts';

/** Reads that every office of an area needs before it can do anything. */
const officeReads = ['area:read', 'figures:read', 'directive:read', 'checkpoint:read', 'isolation:status'] as const satisfies readonly Scope[];

interface RoleDefinition {
  readonly zh: string;
  readonly en: string;
  readonly scopes: readonly Scope[];
}

/** Roles and the scopes they grant. The table is data: the docs and the login page are printed from it. */
export const roles = {
  'street-clerk': {
    zh: '街道办事员',
    en: 'street clerk',
    scopes: [
      ...officeReads, 'directive:carry-out', 'grid:manage', 'household:read', 'household:write', 'person:identify', 'ledger:import', 'sweep:read', 'sweep:open',
      'sweep:visit', 'sweep:approve', 'conflict:resolve', 'reconciliation:read', 'reconciliation:import', 'reconciliation:handle', 'pass:issue', 'support:read', 'alert:handle', 'checkpoint:write',
      'reading:read', 'reading:import', 'reading:handle', 'specimen:draw', 'specimen:read', 'specimen:correct', 'fever:read', 'fever:follow', 'stock:read', 'code:read', 'glass:break',
      'keyperson:read', 'keyperson:write', 'liaison:read', 'liaison:assign', 'tipoff:read', 'tipoff:record', 'tipoff:pay', 'door:print',
    ],
  },
  'community-clerk': {
    zh: '社区工作人员',
    en: 'community clerk',
    scopes: [
      ...officeReads, 'directive:carry-out', 'household:read', 'household:write', 'person:identify', 'ledger:import', 'sweep:read', 'sweep:visit', 'sweep:endorse', 'conflict:resolve',
      'reading:read', 'reading:handle', 'specimen:read', 'specimen:correct', 'fever:read', 'fever:follow',
      'reconciliation:read', 'reconciliation:handle', 'pass:issue', 'support:read', 'support:handle', 'alert:handle', 'stock:read', 'code:read',
      'keyperson:read', 'keyperson:write', 'liaison:read', 'liaison:assign', 'liaison:visit', 'tipoff:read', 'tipoff:record', 'door:print',
    ],
  },
  'grid-worker': {
    zh: '网格员',
    en: 'grid worker',
    scopes: [
      'area:read', 'household:read', 'household:write', 'sweep:read', 'sweep:visit', 'sweep:investigate', 'isolation:status', 'support:read', 'support:handle', 'keyperson:read', 'liaison:read',
      'liaison:visit', 'reading:read', 'reading:handle', 'fever:read', 'fever:follow',
    ],
  },
  'revisit-squad': {
    zh: '复查队员',
    en: 'revisit squad',
    scopes: ['area:read', 'specimen:revisit'],
  },
  'fever-reporter': {
    zh: '药店、诊所上报员',
    en: 'pharmacy or clinic',
    scopes: ['fever:report'],
  },
  'checkpoint-guard': {
    zh: '卡点值守员',
    en: 'checkpoint guard',
    scopes: ['area:read', 'checkpoint:read', 'household:write', 'passage:record', 'arrival:declare', 'isolation:status', 'stock:read'],
  },
  police: {
    zh: '公安民警',
    en: 'police officer',
    scopes: [
      ...officeReads, 'directive:carry-out', 'checkpoint:write', 'passage:record', 'arrival:declare', 'alert:handle', 'household:read', 'person:identify',
      'stock:read', 'glass:break', 'hold:place', 'keyperson:read', 'tipoff:read', 'tipoff:record', 'tipoff:verify',
    ],
  },
  'health-commission': {
    zh: '卫健委',
    en: 'health commission',
    scopes: [
      ...officeReads, 'directive:carry-out', 'household:read', 'person:identify', 'isolation:read', 'isolation:order', 'facility:write', 'sweep:read', 'reconciliation:read',
      'alert:handle', 'stock:read', 'support:read', 'isolation:approve', 'code:read', 'code:assign', 'code:approve', 'glass:break',
      'case:read', 'case:write', 'contact:trace', 'fever:read', 'specimen:read', 'epidemic:end', 'keyperson:read', 'tipoff:read', 'tipoff:verify',
    ],
  },
  'facility-staff': {
    zh: '隔离点工作人员',
    en: 'facility staff',
    scopes: ['area:read', 'isolation:status', 'stock:read', 'support:read'],
  },
  'supply-desk': {
    zh: '物资保障组',
    en: 'supply desk',
    scopes: [...officeReads, 'directive:carry-out', 'stock:read', 'stock:write', 'support:read', 'support:handle'],
  },
  'command-centre': {
    zh: '指挥部',
    en: 'command centre',
    scopes: [...officeReads, 'directive:issue', 'area:write', 'grid:manage', 'sweep:read', 'stock:read', 'support:read', 'glass:break', 'hold:place', 'epidemic:end'],
  },
  auditor: {
    zh: '审计员',
    en: 'auditor',
    scopes: ['area:read', 'audit:read', 'hold:place'],
  },
  'agency-admin': {
    zh: '单位管理员',
    en: 'agency administrator',
    scopes: ['area:read', 'account:manage', 'key:manage'],
  },
  resident: {
    zh: '居民',
    en: 'resident',
    scopes: ['household:own'],
  },
  'outside-agency': {
    zh: '外部单位接口',
    en: 'outside agency (machine)',
    scopes: ['clearance:read'],
  },
} as const satisfies Record<string, RoleDefinition>;

export type Role = keyof typeof roles;

/**
 * What an open glass grants to who sees nobody by role: the command centre reads named persons with a logged reason only, and
 * only where the glass is open.
 */
export const glassScopes = ['household:read', 'person:identify'] as const satisfies readonly Scope[];

/** All scopes that the roles grant together. An unknown role grants nothing. */
export function scopesOf(held: readonly string[]): Scope[] {
  const granted = held.flatMap((role): readonly Scope[] => (role in roles ? roles[role as Role].scopes : []));
  return [...new Set(granted)].sort();
}

/** The roles that could do what needs this scope; a refusal names them. */
export function rolesWith(scope: Scope): Role[] {
  return (Object.keys(roles) as Role[]).filter((role) => (roles[role].scopes as readonly Scope[]).includes(scope));
}
