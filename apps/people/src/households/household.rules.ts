import { Refusal } from '@lianfang/platform/refusals';
import type { Compound } from '../areas/area.rules.ts';

export type Occupancy = 'OCCUPIED' | 'VACANT';

export interface Household {
  id: string;
  compoundId: string;
  /** The grid it lies in. */
  areaCode: string;
  building: string;
  unit: string;
  room: string;
  /** Sorts doors as a squad walks them; see doorOrder. */
  doorOrder: string;
  occupancy: Occupancy;
  version: number;
}

/**
 * What is told of a household that another service names and the register does not have, instead of nothing: nothing would take
 * the whole list away in which it stands. The area is the caller's own, which tells nobody anything.
 */
export function unknownHousehold(id: string, areaCode: string): Household {
  return { id, compoundId: '', areaCode, building: '*', unit: '*', room: '*', doorOrder: '', occupancy: 'OCCUPIED', version: 0 };
}

/** The compound of such a household. */
export function unknownCompound(areaCode: string, language: 'zh' | 'en'): Compound {
  const name = { zh: '（未登记）', en: '(not registered)' }[language];
  return { id: '', areaCode, name, address: name };
}

/**
 * A text whose binary order is the walking order: compound, building, unit, room, with numbers by value
 * (2号楼 before 10号楼), which no collation does for mixed text.
 */
export function doorOrder(door: { compoundName: string; building: string; unit: string; room: string }): string {
  return [door.compoundName, door.building, door.unit, door.room].map(padNumbers).join('\u0001');
}

function padNumbers(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(8, '0'));
}

/** The door as one line: 文化苑 3号楼 2单元 501. */
export function addressLine(door: { compoundName: string; building: string; unit: string; room: string }): string {
  return [door.compoundName, door.building, door.unit, door.room].filter(Boolean).join(' ');
}

export function householdUnknown(): Refusal {
  return new Refusal('HOUSEHOLD_NOT_FOUND', {
    zh: '找不到该户，或不在您的辖区内。请从台账中重新选择。',
    en: 'There is no such household in your area. Choose it from the register again.',
  });
}
