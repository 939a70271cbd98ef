import { Refusal } from '@lianfang/platform/refusals';

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
  /** Named by the office; while nobody is, the member whom the ledger calls 户主 is the head. */
  headId?: string | null;
  version: number;
}

/** A household that another service names and the caller may not see: registered elsewhere, or nowhere. */
export type UnseenHousehold = Omit<Household, 'areaCode'> & { areaCode: null; shownAreaCode: string };

export type ToldHousehold = Household | UnseenHousehold;

/**
 * What is told of such a household, instead of nothing: nothing would take the whole list away in which it stands. The same for
 * one that lies elsewhere and for an id that none has. The area shown is the caller's own, which tells nobody anything.
 */
export function unseenHousehold(id: string, callersArea: string): UnseenHousehold {
  return {
    id, compoundId: '', areaCode: null, shownAreaCode: callersArea, building: '*', unit: '*', room: '*', doorOrder: '', occupancy: 'OCCUPIED', version: 0,
  };
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
