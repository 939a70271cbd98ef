import type { Role } from './roles.ts';
import type { Scope } from './scopes.ts';

interface AgencyDefinition {
  readonly zh: string;
  readonly en: string;
  /** Roles that its administrator may give to accounts. */
  readonly roles: readonly Role[];
  /** Scopes that its administrator may give to machine keys. */
  readonly machineScopes: readonly Scope[];
}

/** An agency 部门 and what it owns; its users work inside one area each. */
export const agencies = {
  street: {
    zh: '街道办、社区',
    en: 'street office and communities',
    roles: ['street-clerk', 'community-clerk', 'grid-worker', 'revisit-squad', 'agency-admin'],
    machineScopes: ['area:read', 'figures:read'],
  },
  health: {
    zh: '卫生健康委员会',
    en: 'health commission',
    roles: ['health-commission', 'facility-staff', 'agency-admin'],
    machineScopes: ['area:read', 'figures:read', 'isolation:status'],
  },
  police: {
    zh: '公安局',
    en: 'public security',
    roles: ['police', 'checkpoint-guard', 'agency-admin'],
    machineScopes: ['area:read', 'figures:read', 'checkpoint:read', 'passage:record'],
  },
  supplies: {
    zh: '物资保障组',
    en: 'supply group',
    roles: ['supply-desk', 'agency-admin'],
    machineScopes: ['area:read', 'figures:read', 'stock:read'],
  },
  command: {
    zh: '疫情防控指挥部',
    en: 'command centre',
    roles: ['command-centre', 'agency-admin'],
    machineScopes: ['area:read', 'figures:read'],
  },
  audit: {
    zh: '审计局',
    en: 'audit office',
    roles: ['auditor', 'agency-admin'],
    machineScopes: ['area:read', 'audit:read'],
  },
  outside: {
    zh: '外部单位',
    en: 'outside agencies',
    roles: ['outside-agency', 'agency-admin'],
    machineScopes: ['clearance:read', 'area:read', 'figures:read'],
  },
  pharmacy: {
    zh: '药店和诊所',
    en: 'pharmacies and clinics',
    roles: ['fever-reporter', 'agency-admin'],
    machineScopes: ['fever:report'],
  },
  residents: {
    zh: '居民',
    en: 'residents',
    roles: ['resident', 'agency-admin'],
    machineScopes: [],
  },
} as const satisfies Record<string, AgencyDefinition>;

export type Agency = keyof typeof agencies;

export function isAgency(text: string): text is Agency {
  return Object.hasOwn(agencies, text);
}

export interface DemoAccount {
  user: string;
  role: Role;
  agency: Agency;
  areaCode: string;
  zh: string;
  en: string;
}

/**
 * Logins of the demo district 山阳区 (410811), one or more per role: the second health officer approves what the first proposes, and
 * the district's register office is there because the demo has staff in one street only, while ledgers come from all nine. All
 * invented; the demo identity provider gives each a generated password. Production has no demo accounts.
 */
export const demoAccounts: readonly DemoAccount[] = [
  { user: 'command', role: 'command-centre', agency: 'command', areaCode: '410811', zh: '区指挥部', en: 'district command centre' },
  { user: 'street', role: 'street-clerk', agency: 'street', areaCode: '410811001', zh: '东方红街道', en: 'Dongfanghong street' },
  { user: 'community', role: 'community-clerk', agency: 'street', areaCode: '410811001001', zh: '文化巷社区', en: 'Wenhuaxiang community' },
  { user: 'grid', role: 'grid-worker', agency: 'street', areaCode: '410811001001', zh: '文化巷社区网格', en: 'Wenhuaxiang squad' },
  { user: 'revisit', role: 'revisit-squad', agency: 'street', areaCode: '410811', zh: '区复查组', en: 'district revisit squad' },
  { user: 'pharmacy', role: 'fever-reporter', agency: 'pharmacy', areaCode: '410811', zh: '文化路药店', en: 'Wenhua Road pharmacy' },
  { user: 'clinic', role: 'fever-reporter', agency: 'pharmacy', areaCode: '410811', zh: '解放路诊所', en: 'Jiefang Road clinic' },
  { user: 'guard', role: 'checkpoint-guard', agency: 'police', areaCode: '410811', zh: '高速口卡点', en: 'highway checkpoint' },
  { user: 'police', role: 'police', agency: 'police', areaCode: '410811', zh: '区公安分局', en: 'district police' },
  { user: 'health', role: 'health-commission', agency: 'health', areaCode: '410811', zh: '区卫健委', en: 'district health commission' },
  { user: 'health2', role: 'health-commission', agency: 'health', areaCode: '410811', zh: '区卫健委复核岗', en: 'district health commission, second officer' },
  { user: 'facility', role: 'facility-staff', agency: 'health', areaCode: '410811', zh: '区集中隔离点', en: 'district isolation facilities' },
  { user: 'register', role: 'street-clerk', agency: 'street', areaCode: '410811', zh: '区台账专班', en: 'district register office' },
  { user: 'supply', role: 'supply-desk', agency: 'supplies', areaCode: '410811', zh: '区物资保障组', en: 'district supply group' },
  { user: 'auditor', role: 'auditor', agency: 'audit', areaCode: '410811', zh: '区审计局', en: 'district audit office' },
  { user: 'admin', role: 'agency-admin', agency: 'street', areaCode: '410811', zh: '街道系统管理员', en: 'administrator of the street offices' },
  { user: 'health-admin', role: 'agency-admin', agency: 'health', areaCode: '410811', zh: '卫健委管理员', en: 'administrator of the health commission' },
  { user: 'outside-admin', role: 'agency-admin', agency: 'outside', areaCode: '410811', zh: '外部单位管理员', en: 'administrator of outside agencies' },
  { user: 'resident-admin', role: 'agency-admin', agency: 'residents', areaCode: '410811', zh: '居民账号管理岗', en: 'administrator of residents\' accounts' },
  { user: 'resident', role: 'resident', agency: 'residents', areaCode: '410811001001', zh: '文化巷社区居民', en: 'resident of Wenhuaxiang' },
];
