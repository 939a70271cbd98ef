import { registerCheckpoint, setCheckpointOpen, wasOpen } from './checkpoint.rules.ts';
import type { Checkpoint, CheckpointDraft } from './checkpoint.rules.ts';

const now = new Date('2022-11-20T08:00:00+08:00');
const draft: CheckpointDraft = { name: ' 文化苑东门 ', kind: 'COMPOUND_GATE', areaCode: '410811001001001', headcount: 4 };

function gate(change: Partial<Checkpoint> = {}): Checkpoint {
  return { ...registerCheckpoint(draft, { id: 'gate', now }), ...change };
}

describe('a checkpoint that is registered', () => {
  it('stands open from then on, with its name tidied', () => {
    expect(gate()).toMatchObject({ name: '文化苑东门', open: true, openSince: now, opensAt: null, closesAt: null, headcount: 4 });
  });

  it.each<[string, Partial<CheckpointDraft>, string]>([
    ['no name', { name: '  ' }, 'CHECKPOINT_NAME_INVALID'],
    ['a name without end', { name: '门'.repeat(101) }, 'CHECKPOINT_NAME_INVALID'],
    ['one hour only', { opensAt: '06:30' }, 'CHECKPOINT_HOURS_INVALID'],
    ['an hour that no clock has', { opensAt: '06:30', closesAt: '24:00' }, 'CHECKPOINT_HOURS_INVALID'],
    ['an hour in another form', { opensAt: '6:30', closesAt: '23:30' }, 'CHECKPOINT_HOURS_INVALID'],
    ['hours of no length', { opensAt: '06:30', closesAt: '06:30' }, 'CHECKPOINT_HOURS_INVALID'],
    ['fewer than no staff', { headcount: -1 }, 'CHECKPOINT_STAFF_INVALID'],
    ['a code that is no area', { areaCode: '4108110' }, 'AREA_UNKNOWN'],
    ['a whole province', { areaCode: '41' }, 'AREA_UNKNOWN'],
  ])('is refused with %s', (_case, change, code) => {
    expect(() => registerCheckpoint({ ...draft, ...change }, { id: 'gate', now })).toThrow(expect.objectContaining({ code }));
  });
});

describe('an order to open or close', () => {
  it('counts from its time', () => {
    const later = new Date('2022-11-20T12:00:00+08:00');
    expect(setCheckpointOpen(gate(), false, later)).toMatchObject({ open: false, openSince: later });
  });

  it('changes nothing when it stands so already', () => {
    expect(setCheckpointOpen(gate(), true, now)).toBeNull();
  });
});

describe('a gate at a time', () => {
  const at = (time: string) => new Date(`2022-11-20T${time}:00+08:00`);

  it.each([
    ['06:29', false],
    ['06:30', true],
    ['23:29', true],
    ['23:30', false],
  ])('with hours from 06:30 to 23:30 at %s: %s', (time, open) => {
    expect(wasOpen(gate({ opensAt: '06:30', closesAt: '23:30' }), at(time))).toBe(open);
  });

  it.each([
    ['21:59', false],
    ['22:00', true],
    ['05:59', true],
    ['06:00', false],
  ])('with hours over midnight, 22:00 to 06:00, at %s: %s', (time, open) => {
    expect(wasOpen(gate({ opensAt: '22:00', closesAt: '06:00' }), at(time))).toBe(open);
  });

  it('is closed from the order on, and was open before it', () => {
    const closed = gate({ open: false, openSince: at('12:00') });
    expect([wasOpen(closed, at('12:00')), wasOpen(closed, at('11:59'))]).toEqual([false, true]);
  });
});
