import { makeEntry } from '../outbox/outbox.rules.ts';
import type { Entry, EntryState } from '../outbox/outbox.rules.ts';
import { doorsOf, findDoors, groupDoors, narrow, nextDoor, progressOf, unanswered, visitInput } from './sweep.rules.ts';
import type { Target, TargetGroup, VisitForm } from './sweep.rules.ts';

const form: VisitForm = { roundId: 'r', householdId: '101', outcome: 'VISITED', method: 'DOOR', returnees: { OUTBREAK_CITY: 2, OTHER_PROVINCE: 0 }, note: ' ', answers: { 'g fever': { groupVersion: 2, value: 'NO' } }, basedOn: 1, visitedAt: '2022-11-20T02:00:00Z' };

function target(room: string, building = '1号楼', lastVisit: Target['lastVisit'] = null): Target {
  return { household: { id: room, building, unit: '1单元', room, occupancy: 'OCCUPIED', compound: { id: 'c', name: '文化苑' }, members: [] }, lastVisit, version: 1, attempts: 0, dueAt: null, escalatedTo: null, conflicted: false } as Target;
}

function entryOf(visit: VisitForm, state: EntryState): Entry {
  return { ...makeEntry({ id: visit.householdId, kind: 'visit', owner: 'grid', ownerName: '', subject: '', title: '', form: visit, steps: [], madeAt: visit.visitedAt }), state };
}

const absent = { outcome: 'ABSENT' as const, method: 'DOOR' as const, note: null, answers: [], visitedAt: '2022-11-20T01:00:00Z', returnees: [] };

describe('the work list', () => {
  it('shows a visit that is on this phone only over what the server knew', () => {
    const [door] = doorsOf([target('101', '1号楼', absent)], [entryOf(form, 'ready')], 'r');
    expect(door).toMatchObject({ outcome: 'VISITED', unsent: true, returnees: 2, address: '文化苑 1号楼 1单元 101' });
  });

  it('shows another squad\'s later visit over our sent one', () => {
    const later = { ...absent, visitedAt: '2022-11-20T03:00:00Z' };
    expect(doorsOf([target('101', '1号楼', later)], [entryOf(form, 'sent')], 'r')[0]).toMatchObject({ outcome: 'ABSENT', unsent: false });
  });

  it('takes the last of several visits to one door, and none of another round or of a draft', () => {
    const entries = [entryOf(form, 'sent'), entryOf({ ...form, outcome: 'REFUSED' }, 'ready'), entryOf({ ...form, outcome: 'VACANT' }, 'draft'), entryOf({ ...form, roundId: 'x', outcome: 'VACANT' }, 'ready')];
    expect(doorsOf([target('101')], entries, 'r')[0]?.outcome).toBe('REFUSED');
  });

  it('marks a door whose visit the server refused', () => {
    expect(doorsOf([target('101')], [entryOf(form, 'refused')], 'r')[0]).toMatchObject({ refused: true, unsent: true });
  });

  it('counts vacant and moved away as reached, absent and refused as tried', () => {
    const entries = [entryOf(form, 'sent'), entryOf({ ...form, householdId: '102', outcome: 'VACANT' }, 'sent'), entryOf({ ...form, householdId: '103', outcome: 'ABSENT' }, 'sent')];
    expect(progressOf(doorsOf(['101', '102', '103', '104'].map((room) => target(room)), entries, 'r'))).toEqual({ households: 4, reached: 2, tried: 3 });
  });

  it('is grouped by compound, building and unit in the order it came', () => {
    const groups = groupDoors(doorsOf([target('101'), target('102'), target('101b', '2号楼')], [], 'r'));
    expect(groups.map(({ stairwells }) => stairwells.map(({ building, doors }) => [building, doors.length]))).toEqual([[['1号楼', 2], ['2号楼', 1]]]);
  });

  it('is searched by any words of the address', () => {
    const doors = doorsOf([target('101'), target('501', '2号楼')], [], 'r');
    expect(findDoors(doors, '2号 ５01').map(({ room }) => room)).toEqual(['501']);
    expect(findDoors(doors, '  ')).toHaveLength(2);
  });
});

describe('the input of a visit', () => {
  it('leaves out counters at zero and an empty note, and keeps the time at the door', () => {
    expect(visitInput(form, 'k')).toEqual({
      key: 'k', roundId: 'r', householdId: '101', outcome: 'VISITED', method: 'DOOR', returnees: [{ origin: 'OUTBREAK_CITY', people: 2 }], note: null, visitedAt: '2022-11-20T02:00:00Z',
      answers: [{ groupId: 'g', questionId: 'fever', groupVersion: 2, value: 'NO' }], basedOn: 1,
    });
  });
});

describe('what is left for the squad', () => {
  const at = Date.parse('2022-11-20T06:00:00Z');
  const due: Target = { ...target('102', '1号楼', absent), dueAt: '2022-11-20T05:00:00Z' };
  const later: Target = { ...target('103', '1号楼', absent), dueAt: '2022-11-20T07:00:00Z' };
  const handedOver: Target = { ...target('104', '1号楼', absent), escalatedTo: 'COMMUNITY' };
  const contradicted: Target = { ...target('105', '1号楼', { ...absent, outcome: 'VISITED' }), conflicted: true };
  const doors = doorsOf([target('101'), due, later, handedOver, contradicted, target('106')], [], 'r');
  const rooms = (list: typeof doors) => list.map(({ room }) => room);

  it('is narrowed to what is left, due again, or in conflict', () => {
    expect(rooms(narrow(doors, 'left', at))).toEqual(['101', '102', '103', '104', '106']);
    expect(rooms(narrow(doors, 'due', at))).toEqual(['102']);
    expect(rooms(narrow(doors, 'conflicted', at))).toEqual(['105']);
    expect(narrow(doors, 'all', at)).toHaveLength(6);
  });

  it('goes on to the next door that is not reached, not handed over and not to be tried later', () => {
    expect(nextDoor(doors, '101', at)?.room).toBe('102');
    expect(nextDoor(doors, '102', at)?.room).toBe('106');
    expect(nextDoor(doors, '106', at)).toBeNull();
  });

  it('keeps a door with a draft in sight, and shows one that two squads contradict', () => {
    const drafted = doorsOf([target('101', '1号楼', { ...absent, outcome: 'VISITED' })], [entryOf(form, 'draft')], 'r');
    expect(narrow(drafted, 'left', at)).toMatchObject([{ drafted: true, outcome: 'VISITED' }]);
    const sent = entryOf(form, 'sent');
    const answered = { ...sent, steps: [{ operation: 'recordVisit' as const, input: { key: 'k' }, answer: { standing: 'CONFLICT', version: null } }] };
    expect(doorsOf([target('101')], [answered], 'r')[0]).toMatchObject({ conflicted: true, version: 1 });
    const counted = { ...sent, steps: [{ operation: 'recordVisit' as const, input: { key: 'k' }, answer: { standing: 'COUNTED', version: 4 } }] };
    expect(doorsOf([target('101')], [counted], 'r')[0]).toMatchObject({ conflicted: false, version: 4 });
  });
});

it('a visited door lacks the answers that the round demands, another lacks none', () => {
  const question = { id: 'fever', kind: 'YES_NO' as const, zh: '发热', en: 'Fever', required: true, choices: [] };
  const groups: TargetGroup[] = [{ id: 'g', name: '返回人员', version: 2, questions: [question, { ...question, id: 'note', required: false }] }];
  expect(unanswered(groups, { outcome: 'VISITED', answers: {} })).toEqual([question]);
  expect(unanswered(groups, form)).toEqual([]);
  expect(unanswered(groups, { outcome: 'ABSENT', answers: {} })).toEqual([]);
});
