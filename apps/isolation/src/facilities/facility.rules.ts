import { Refusal } from '@lianfang/platform/refusals';

export type FacilityState = 'DESIGNATED' | 'FITTING_OUT' | 'INSPECTED' | 'OPEN' | 'CLOSED';

/** Three zones, two passages 三区两通道. */
export interface Checklist {
  cleanZone: boolean;
  bufferZone: boolean;
  isolationZone: boolean;
  staffPassage: boolean;
  patientPassage: boolean;
}

export interface Facility extends Checklist {
  id: string;
  name: string;
  areaCode: string;
  address: string;
  sponsor: string;
  state: FacilityState;
}

export interface FacilityStep {
  facilityId: string;
  state: FacilityState;
  at: Date;
  by: string;
}

export interface Bed {
  id: string;
  facilityId: string;
  room: string;
  label: string;
  /** Sorts rooms and beds with numbers by value. */
  bedOrder: string;
}

export interface FacilityDraft {
  name: string;
  areaCode: string;
  address: string;
  sponsor: string;
  rooms: readonly { room: string; beds: number }[];
}

const lifecycle: readonly FacilityState[] = ['DESIGNATED', 'FITTING_OUT', 'INSPECTED', 'OPEN', 'CLOSED'];

/** A ward larger than this is not a room. */
const mostBedsPerRoom = 200;

/** The largest sites had some thousand rooms; beyond is a slip, and each room is a row of the bed board. */
const mostRooms = 2_000;

/** @throws Refusal FACILITY_NAME_INVALID, FACILITY_WITHOUT_BEDS, ROOM_TWICE */
export function designateFacility(draft: FacilityDraft, newId: () => string): { facility: Facility; beds: Bed[] } {
  const name = draft.name.trim();
  if (!name || name.length > 100 || !draft.address.trim() || !draft.sponsor.trim()) throw facilityNameInvalid();
  const rooms = draft.rooms.map(({ room, beds }) => ({ room: room.trim(), beds }));
  if (rooms.length === 0 || rooms.length > mostRooms || rooms.some(({ room, beds }) => !room || beds < 1 || beds > mostBedsPerRoom)) throw facilityWithoutBeds();
  const twice = rooms.find(({ room }, at) => rooms.findIndex((other) => other.room === room) !== at);
  if (twice) throw roomTwice(twice.room);
  const facility: Facility = {
    id: newId(),
    name,
    areaCode: draft.areaCode,
    address: draft.address.trim(),
    sponsor: draft.sponsor.trim(),
    state: 'DESIGNATED',
    cleanZone: false,
    bufferZone: false,
    isolationZone: false,
    staffPassage: false,
    patientPassage: false,
  };
  return { facility, beds: rooms.flatMap(({ room, beds }) => bedsOf(facility.id, room, beds, newId)) };
}

function bedsOf(facilityId: string, room: string, beds: number, newId: () => string): Bed[] {
  return Array.from({ length: beds }, (_, at) => {
    const label = String(at + 1);
    return { id: newId(), facilityId, room, label, bedOrder: [room, label].map(padNumbers).join('\u0001') };
  });
}

function padNumbers(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(8, '0'));
}

export function isComplete(checklist: Checklist): boolean {
  const { cleanZone, bufferZone, isolationZone, staffPassage, patientPassage } = checklist;
  return cleanZone && bufferZone && isolationZone && staffPassage && patientPassage;
}

/** @throws Refusal FACILITY_STEP_SKIPPED when the state is not the next one, FACILITY_CHECKLIST_INCOMPLETE, FACILITY_OCCUPIED */
export function advanceFacility(facility: Facility, to: FacilityState, occupied: number): Facility {
  if (lifecycle.indexOf(to) !== lifecycle.indexOf(facility.state) + 1) throw facilityStepSkipped(facility.state);
  if ((to === 'INSPECTED' || to === 'OPEN') && !isComplete(facility)) throw facilityChecklistIncomplete();
  if (to === 'CLOSED' && occupied > 0) throw facilityOccupied(occupied);
  return { ...facility, state: to };
}

/** How many usable beds the district gains or loses by this step. */
export function openBedsChange(before: FacilityState, after: FacilityState, capacity: number): number {
  return (Number(after === 'OPEN') - Number(before === 'OPEN')) * capacity;
}

const stateNames: Record<FacilityState, { zh: string; en: string }> = {
  DESIGNATED: { zh: '已指定', en: 'designated' },
  FITTING_OUT: { zh: '改造中', en: 'fitting out' },
  INSPECTED: { zh: '已验收', en: 'inspected' },
  OPEN: { zh: '启用', en: 'open' },
  CLOSED: { zh: '关闭', en: 'closed' },
};

function facilityNameInvalid(): Refusal {
  return new Refusal('FACILITY_NAME_INVALID', {
    zh: '请填写隔离点名称（不超过 100 字）、地址和包点单位。',
    en: 'Give the facility a name of at most 100 characters, an address and its sponsoring bureau.',
  });
}

function facilityWithoutBeds(): Refusal {
  return new Refusal('FACILITY_WITHOUT_BEDS', {
    zh: `请登记 1 至 ${mostRooms} 个房间，每个房间 1 至 ${mostBedsPerRoom} 张床。`,
    en: `Enter 1 to ${mostRooms} rooms, each with 1 to ${mostBedsPerRoom} beds.`,
  });
}

function roomTwice(room: string): Refusal {
  return new Refusal('ROOM_TWICE', { zh: `房间 ${room} 重复，请合并为一行。`, en: `Room ${room} is entered twice. Put it on one line.` });
}

function facilityStepSkipped(state: FacilityState): Refusal {
  const next = lifecycle[lifecycle.indexOf(state) + 1];
  return new Refusal('FACILITY_STEP_SKIPPED', {
    zh: `隔离点当前为“${stateNames[state].zh}”，${next ? `下一步只能是“${stateNames[next].zh}”。` : '流程已结束。'}`,
    en: `The facility is ${stateNames[state].en}; ${next ? `the next step is "${stateNames[next].en}".` : 'its lifecycle is over.'}`,
  });
}

function facilityChecklistIncomplete(): Refusal {
  return new Refusal('FACILITY_CHECKLIST_INCOMPLETE', {
    zh: '三区两通道尚未全部完成，请先逐项勾选后再验收。',
    en: 'Three zones and two passages are not complete. Tick every point before the inspection.',
  });
}

function facilityOccupied(occupied: number): Refusal {
  return new Refusal('FACILITY_OCCUPIED', {
    zh: `仍有 ${occupied} 人在住，请先解除或转出后再关闭。`,
    en: `${occupied} people still stay here. Release or move them before closing.`,
  });
}

export function facilityUnknown(): Refusal {
  return new Refusal('FACILITY_NOT_FOUND', {
    zh: '找不到该隔离点，或不在您的辖区内。',
    en: 'There is no such facility in your area.',
  });
}
