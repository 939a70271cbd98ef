import { areaLevel, isAreaCode, parentAreaCode } from '@lianfang/contracts/areas';
import type { AreaLevel } from '@lianfang/contracts/areas';
import { Refusal } from '@lianfang/platform/refusals';

export interface Area {
  code: string;
  name: string;
  parentCode: string | null;
}

export interface GridSquad {
  areaCode: string;
  headName: string;
  members: number;
}

export interface Compound {
  id: string;
  /** The grid it lies in. */
  areaCode: string;
  name: string;
  address: string;
}

export interface RegisterCounts {
  areaCode: string;
  households: number;
  vacantHouseholds: number;
  people: number;
}

export function levelOf(area: Pick<Area, 'code'>): AreaLevel {
  return areaLevel(area.code);
}

/** 统计用区划代码 names carry the office: 文化巷社区居民委员会. People say 文化巷社区. */
export function shortAreaName(name: string): string {
  return name.replace(/(居民|村民)委员会$/, '').replace(/居委会$|村委会$/, '');
}

export function areaUnknown(code: string): Refusal {
  return new Refusal('AREA_UNKNOWN', {
    zh: `区划代码 ${code} 不存在，请从区划列表中选择。`,
    en: `There is no area ${code}. Choose one from the list of areas.`,
  });
}

/** A squad has 5 to 10 members, the head included: the size that one district reported to work. */
export const squadSize = { least: 5, most: 10 } as const;

/** @throws Refusal AREA_CODE_INVALID */
export function planArea(input: { code: string; name: string }): Area {
  if (!isAreaCode(input.code) || levelOf(input) === 'GRID') throw areaCodeInvalid(input.code);
  return { code: input.code, name: input.name.trim(), parentCode: parentAreaCode(input.code) };
}

/** @throws Refusal AREA_CODE_INVALID, SQUAD_SIZE_INVALID */
export function planGrid(input: { code: string; name: string; headName: string; members: number }): { area: Area; squad: GridSquad } {
  if (!isAreaCode(input.code) || levelOf(input) !== 'GRID') throw areaCodeInvalid(input.code);
  if (input.members < squadSize.least || input.members > squadSize.most) throw squadSizeInvalid(input.code);
  return {
    area: { code: input.code, name: input.name.trim(), parentCode: parentAreaCode(input.code) },
    squad: { areaCode: input.code, headName: input.headName.trim(), members: input.members },
  };
}

/**
 * Parents that a call needs and does not bring itself. A province has none; an area whose parent nobody holds is allowed
 * only at the top of the tree, which is where a district's own system begins.
 */
export function parentsToFind(areas: readonly Area[]): string[] {
  const brought = new Set(areas.map((area) => area.code));
  return [...new Set(areas.flatMap((area) => (area.parentCode && !brought.has(area.parentCode) ? [area.parentCode] : [])))];
}

function areaCodeInvalid(code: string): Refusal {
  return new Refusal('AREA_CODE_INVALID', {
    zh: `区划代码 ${code} 位数不对：省 2 位、市 4 位、县 6 位、街道 9 位、社区 12 位、网格 15 位。`,
    en: `Area code ${code} has the wrong number of digits: 2 province, 4 city, 6 county, 9 street, 12 community, 15 grid.`,
  });
}

function squadSizeInvalid(code: string): Refusal {
  return new Refusal('SQUAD_SIZE_INVALID', {
    zh: `网格 ${code} 的工作队应有 ${squadSize.least} 至 ${squadSize.most} 人（含网格长）。`,
    en: `The squad of grid ${code} must have ${squadSize.least} to ${squadSize.most} members, the head included.`,
  });
}

export function areaParentMissing(code: string): Refusal {
  return new Refusal('AREA_PARENT_MISSING', {
    zh: `上级区划 ${code} 尚未录入，请先录入上级。`,
    en: `The parent area ${code} is not in the tree yet. Load it first.`,
  });
}
