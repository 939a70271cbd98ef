import type { Role } from './roles.ts';

/** An agency 部门 and what it owns; its users work inside one area each. */
export const agencies = {
  street: { zh: '街道办、社区', en: 'street office and communities' },
  health: { zh: '卫生健康委员会', en: 'health commission' },
  police: { zh: '公安局', en: 'public security' },
  supplies: { zh: '物资保障组', en: 'supply group' },
  command: { zh: '疫情防控指挥部', en: 'command centre' },
} as const satisfies Record<string, { zh: string; en: string }>;

export type Agency = keyof typeof agencies;

export interface DemoAccount {
  user: string;
  role: Role;
  agency: Agency;
  areaCode: string;
  zh: string;
  en: string;
}

/**
 * One login per role in the demo district 山阳区 (410811), and the district's register office beside them: the demo has staff
 * in one street only, while ledgers come from all nine. All invented; the demo identity provider gives each a generated
 * password. Production has no demo accounts.
 */
export const demoAccounts: readonly DemoAccount[] = [
  { user: 'command', role: 'command-centre', agency: 'command', areaCode: '410811', zh: '区指挥部', en: 'district command centre' },
  { user: 'street', role: 'street-clerk', agency: 'street', areaCode: '410811001', zh: '东方红街道', en: 'Dongfanghong street' },
  { user: 'community', role: 'community-clerk', agency: 'street', areaCode: '410811001001', zh: '文化巷社区', en: 'Wenhuaxiang community' },
  { user: 'grid', role: 'grid-worker', agency: 'street', areaCode: '410811001001', zh: '文化巷社区网格', en: 'Wenhuaxiang squad' },
  { user: 'guard', role: 'checkpoint-guard', agency: 'police', areaCode: '410811', zh: '高速口卡点', en: 'highway checkpoint' },
  { user: 'police', role: 'police', agency: 'police', areaCode: '410811', zh: '区公安分局', en: 'district police' },
  { user: 'health', role: 'health-commission', agency: 'health', areaCode: '410811', zh: '区卫健委', en: 'district health commission' },
  { user: 'register', role: 'street-clerk', agency: 'street', areaCode: '410811', zh: '区台账专班', en: 'district register office' },
  { user: 'supply', role: 'supply-desk', agency: 'supplies', areaCode: '410811', zh: '区物资保障组', en: 'district supply group' },
];
