import { Refusal } from '@lianfang/platform/refusals';
import { areaNameInvalid, judgeBatch, squadSize, squadSizeInvalid } from './area.rules.ts';

export interface SquadMember {
  areaCode: string;
  /** 1 is the head. */
  position: number;
  name: string;
  duty: string | null;
}

export interface CompoundUnit {
  compoundId: string;
  /** The grid, by which its doors are masked. */
  areaCode: string;
  building: string;
  unit: string;
  rooms: number | null;
  households: number;
  vacantHouseholds: number;
}

export interface CompoundPlace {
  compoundId: string;
  areaCode: string;
  from: Date | null;
  until: Date | null;
  reason: string | null;
  movedBy: string | null;
  back: boolean;
}

/** What a move takes along, counted before it. */
export interface MovedDoors {
  households: number;
  vacantHouseholds: number;
  people: number;
}

const longestDuty = 40;
const mostRooms = 2_000;
const mostUnits = 2_000;
const longestDoor = 40;

/** @throws Refusal SQUAD_SIZE_INVALID, AREA_NAME_INVALID */
export function planSquad(gridCode: string, members: readonly { name: string; duty?: string | null }[]): SquadMember[] {
  if (members.length < squadSize.least || members.length > squadSize.most) throw squadSizeInvalid(gridCode);
  return members.map(({ name, duty }, at) => {
    const told = name.trim();
    if (!told || told.length > 50) throw areaNameInvalid(gridCode);
    return { areaCode: gridCode, position: at + 1, name: told, duty: duty?.trim().slice(0, longestDuty) || null };
  });
}

/** @throws Refusal UNIT_INVALID, ENTRY_TWICE, BATCH_TOO_LARGE */
export function planUnits(units: readonly { building: string; unit: string; rooms: number }[]): { building: string; unit: string; rooms: number }[] {
  const planned = units.map(({ building, unit, rooms }) => ({ building: building.trim(), unit: unit.trim(), rooms }));
  judgeBatch(planned, ({ building, unit }) => `${building} ${unit}`.trim());
  for (const { building, unit, rooms } of planned) {
    if (!building || building.length > longestDoor || unit.length > longestDoor || rooms < 1 || rooms > mostRooms || planned.length > mostUnits) throw unitInvalid();
  }
  return planned;
}

function unitInvalid(): Refusal {
  return new Refusal('UNIT_INVALID', {
    zh: `楼栋不能为空，每单元户数应为 1 至 ${mostRooms}，一个小区最多 ${mostUnits} 个单元。`,
    en: `A building must be named, a unit has 1 to ${mostRooms} rooms, a compound at most ${mostUnits} units.`,
  });
}

export function compoundUnknown(): Refusal {
  return new Refusal('COMPOUND_NOT_FOUND', {
    zh: '找不到该小区，或不在您的辖区内。',
    en: 'There is no such compound in your area.',
  });
}

export function compoundMovedMeanwhile(): Refusal {
  return new Refusal('COMPOUND_MOVED_MEANWHILE', {
    zh: '该小区刚被调整到别的网格。请刷新后核对再办理。',
    en: 'The compound has been moved to another grid meanwhile. Reload and look before you move it.',
  });
}

export function compoundThereAlready(): Refusal {
  return new Refusal('COMPOUND_THERE_ALREADY', {
    zh: '该小区已在这个网格，请选择另一个网格。',
    en: 'The compound lies in this grid already. Choose another one.',
  });
}

export function compoundNameTaken(name: string): Refusal {
  return new Refusal('COMPOUND_NAME_TAKEN', {
    zh: `目标社区已有名为“${name}”的小区，台账按名称识别小区，请先改名。`,
    en: `The community of that grid has a compound "${name}" already, and ledgers know compounds by name. Rename one first.`,
  });
}
