import { areaLevel, isAreaCode, parentAreaCode } from '@lianfang/contracts/areas';
import type { AreaLevel } from '@lianfang/contracts/areas';
import { Refusal } from '@lianfang/platform/refusals';

export interface Area {
  code: string;
  name: string;
  parentCode: string | null;
}

/**
 * What is told of an area that another service names and the tree does not have: a county that is not loaded yet, or a slip. It
 * is shown by its code, for without a name GraphQL would take the whole list away in which it stands.
 */
export function unknownArea(code: string): Area | null {
  return isAreaCode(code) ? { code, name: code, parentCode: null } : null;
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

/** A compound that the caller may not see: it lies elsewhere, or nowhere. */
export type UnseenCompound = Omit<Compound, 'areaCode'> & { areaCode: null; shownAreaCode: string };

export type ToldCompound = Compound | UnseenCompound;

export function unseenCompound(id: string, callersArea: string): UnseenCompound {
  return { id, areaCode: null, shownAreaCode: callersArea, name: '*', address: '*' };
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

/** What one call may bring: a county has fewer areas than that, and a transaction stays short. */
export const largestBatch = 10_000;

/** A squad has 5 to 10 members, the head included: the size that one district reported to work. */
export const squadSize = { least: 5, most: 10 } as const;

/** @throws Refusal AREA_CODE_INVALID, AREA_NAME_INVALID */
export function planArea(input: { code: string; name: string }): Area {
  if (!isAreaCode(input.code) || levelOf(input) === 'GRID') throw areaCodeInvalid(input.code);
  return { code: input.code, name: judgeAreaName(input.name, input.code), parentCode: parentAreaCode(input.code) };
}

/** @throws Refusal AREA_CODE_INVALID, SQUAD_SIZE_INVALID, AREA_NAME_INVALID */
export function planGrid(input: { code: string; name: string; headName: string; members: number }): { area: Area; squad: GridSquad } {
  if (!isAreaCode(input.code) || levelOf(input) !== 'GRID') throw areaCodeInvalid(input.code);
  if (input.members < squadSize.least || input.members > squadSize.most) throw squadSizeInvalid(input.code);
  return {
    area: { code: input.code, name: judgeAreaName(input.name, input.code), parentCode: parentAreaCode(input.code) },
    squad: { areaCode: input.code, headName: judgeAreaName(input.headName, input.code), members: input.members },
  };
}

/** @throws Refusal AREA_NAME_INVALID */
export function planCompound(input: { gridCode: string; name: string; address: string }): Omit<Compound, 'id'> {
  return { areaCode: input.gridCode, name: judgeAreaName(input.name, input.gridCode), address: judgeAreaName(input.address, input.gridCode) };
}

function judgeAreaName(text: string, code: string): string {
  const name = text.trim();
  if (!name || name.length > 100) throw areaNameInvalid(code);
  return name;
}

/**
 * One call says each thing once: of two contradicting entries nobody could tell which one stands.
 * @throws Refusal BATCH_TOO_LARGE, ENTRY_TWICE
 */
export function judgeBatch<T>(entries: readonly T[], nameOf: (entry: T) => string): void {
  if (entries.length > largestBatch) throw batchTooLarge();
  const names = new Set<string>();
  for (const name of entries.map(nameOf)) {
    if (names.has(name)) throw enteredTwice(name);
    names.add(name);
  }
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

export function squadSizeInvalid(code: string): Refusal {
  return new Refusal('SQUAD_SIZE_INVALID', {
    zh: `网格 ${code} 的工作队应有 ${squadSize.least} 至 ${squadSize.most} 人（含网格长）。`,
    en: `The squad of grid ${code} must have ${squadSize.least} to ${squadSize.most} members, the head included.`,
  });
}

export function areaNameInvalid(code: string): Refusal {
  return new Refusal('AREA_NAME_INVALID', {
    zh: `${code}：名称、姓名和地址不能为空，最长 100 字。`,
    en: `${code}: names and addresses must not be empty and have at most 100 characters.`,
  });
}

function batchTooLarge(): Refusal {
  return new Refusal('BATCH_TOO_LARGE', {
    zh: `一次最多提交 ${largestBatch} 条，请分批提交。`,
    en: `One call takes at most ${largestBatch} entries. Send them in several calls.`,
  });
}

function enteredTwice(name: string): Refusal {
  return new Refusal('ENTRY_TWICE', {
    zh: `“${name}”在一次提交中出现两次，请只保留一条。`,
    en: `"${name}" stands twice in one call. Keep one of them.`,
  });
}

export function areaParentMissing(code: string): Refusal {
  return new Refusal('AREA_PARENT_MISSING', {
    zh: `上级区划 ${code} 尚未录入，请先录入上级。`,
    en: `The parent area ${code} is not in the tree yet. Load it first.`,
  });
}
