import {
  acceptAnswer, acceptRefusal, backoffMs, countUnsent, currentStep, inputOf, keepReady, makeEntry, nextDelivery, nextDue, postpone, recover,
  startSending, withOfflineVerdict,
} from './outbox.rules.ts';
import type { Entry, EntryKind, Step } from './outbox.rules.ts';

const now = Date.parse('2022-11-20T00:00:00Z');
let seq = 0;

function step(operation: Step['operation'], key: string): Step {
  return { operation, input: { key }, answer: null };
}

function entry(kind: EntryKind, subject: string, change: Partial<Entry> = {}): Entry {
  seq += 1;
  const operation = kind === 'visit' ? 'recordVisit' : 'recordPassage';
  const made = makeEntry({
    id: `${kind}-${seq}`, kind, owner: 'grid', ownerName: '网格', subject, title: subject, form: {}, steps: [step(operation, `key-${seq}`)], madeAt: '2022-11-20T00:00:00Z',
  });
  return { ...made, seq, ...change };
}

function arrival(): Entry {
  const steps: Step[] = [step('identifyPerson', 'k1'), { ...step('declareArrival', 'k2'), takes: { field: 'personId', fromStep: 0 } }];
  return entry('arrival', 'a', { steps });
}

describe('what counts as unsent', () => {
  it('is everything the server has not said yes to, drafts excepted', () => {
    const states = ['draft', 'ready', 'sending', 'refused', 'sent'] as const;
    expect(countUnsent(states.map((state) => ({ state })))).toBe(3);
  });
});

describe('a chain of two mutations', () => {
  it('gives the second step the id that the first one answered', () => {
    const identified = acceptAnswer(startSending(arrival()), { id: 'person-7' }, 'now');
    expect(identified).toMatchObject({ state: 'ready', sentAt: null });
    expect(currentStep(identified)).toBe(1);
    expect(inputOf(identified, 1)).toEqual({ key: 'k2', personId: 'person-7' });
  });

  it('does not let the second step go before the first', () => expect(() => inputOf(arrival(), 1)).toThrow('came before'));

  it('is sent when its last step is', () => {
    const both = acceptAnswer(acceptAnswer(arrival(), { id: 'p' }, 'one'), { id: 'a' }, 'two');
    expect(both).toMatchObject({ state: 'sent', sentAt: 'two' });
  });

  it('forgets the form and the inputs once it is sent, and nothing before', () => {
    const filled: Entry = { ...arrival(), form: { idNumber: '…' }, formOnceSent: { name: '王' } };
    const half = acceptAnswer(filled, { id: 'p' }, 'one');
    expect(half).toMatchObject({ form: { idNumber: '…' }, steps: filled.steps.map(({ input }) => ({ input })) });
    const sent = acceptAnswer({ ...half, steps: half.steps.map((one) => ({ ...one, input: { ...one.input, idNumber: '…' } })) }, { id: 'a' }, 'two');
    expect(sent.form).toEqual({ name: '王' });
    expect(sent.steps.map(({ input }) => input)).toEqual([{ key: 'k1' }, { key: 'k2' }]);
  });

  it('keeps the first answer when the second step is refused', () => {
    const refused = acceptRefusal(acceptAnswer(arrival(), { id: 'p' }, 'one'), { code: 'ORIGIN_UNKNOWN', message: '不认识' });
    expect(refused).toMatchObject({ state: 'refused', refusal: { code: 'ORIGIN_UNKNOWN' } });
    expect(refused.steps[0]?.answer).toEqual({ id: 'p' });
  });
});

describe('what goes on the wire next', () => {
  it('is a run of passages in the order they were made, before anything else', () => {
    const visit = entry('visit', 'door');
    const passages = [entry('passage', 'gate'), entry('passage', 'gate'), entry('passage', 'gate')];
    expect(nextDelivery([visit, ...passages.toReversed()], 'grid', now).map(({ id }) => id)).toEqual(passages.map(({ id }) => id));
  });

  it('is at most a hundred passages', () => {
    const many = Array.from({ length: 130 }, () => entry('passage', 'gate'));
    expect(nextDelivery(many, 'grid', now)).toHaveLength(100);
  });

  it('sends the passages of a batch that failed twice one by one', () => {
    const passages = [entry('passage', 'gate', { attempts: 2 }), entry('passage', 'gate')];
    expect(nextDelivery(passages, 'grid', now)).toEqual([passages[0]]);
  });

  it('stops a run of passages before one whose document must be identified first', () => {
    const passages = [entry('passage', 'gate'), entry('passage', 'gate', { steps: [step('identifyPerson', 'k1'), step('recordPassage', 'k2')] })];
    expect(nextDelivery(passages, 'grid', now)).toEqual([passages[0]]);
  });

  it('lets nothing overtake a postponed visit to the same door', () => {
    const waiting = entry('visit', 'door', { dueAt: now + 1, attempts: 1 });
    const [sameDoor, otherDoor] = [entry('visit', 'door'), entry('visit', 'next door')];
    expect(nextDelivery([waiting, sameDoor, otherDoor], 'grid', now)).toEqual([otherDoor]);
  });

  it('does not hold up the others for one that fails again and again', () => {
    const stuck = entry('passage', 'gate', { dueAt: now + 1, attempts: 5 });
    const following = entry('passage', 'gate');
    expect(nextDelivery([stuck, following], 'grid', now)).toEqual([following]);
  });

  it('is never another user\'s work, nor what is refused, sent or a draft', () => {
    const others = [entry('visit', 'a', { owner: 'guard' }), entry('visit', 'b', { state: 'refused' }), entry('visit', 'c', { state: 'sent' }), entry('visit', 'd', { state: 'draft' })];
    expect(nextDelivery(others, 'grid', now)).toEqual([]);
    expect(nextDue(others, 'grid')).toBeNull();
  });
});

describe('a failure on the way', () => {
  it('of a server postpones the entry, each time longer, to five minutes at most', () => {
    const waits = [1, 2, 3, 20].map((attempts) => backoffMs(attempts, 0));
    expect(waits).toEqual([2_000, 4_000, 8_000, 300_000]);
    expect(postpone(startSending(entry('visit', 'a')), 'HTTP 500', now, 0)).toMatchObject({ state: 'ready', attempts: 1, dueAt: now + 2_000, trouble: 'HTTP 500' });
  });

  it('of the network costs the entry no turn', () => {
    expect(keepReady(startSending(entry('visit', 'a')), 'Failed to fetch')).toMatchObject({ state: 'ready', attempts: 0, dueAt: 0 });
  });

  it('by a crash while sending makes it ready again under the same key', () => {
    const before = entry('visit', 'a');
    expect(recover(startSending(before))).toEqual(before);
  });
});

it('a visit or an edit that another contradicts asks for attention until it was read, and is sent all the same', () => {
  for (const answer of [{ standing: 'CONFLICT' }, { outcome: 'CONFLICT' }]) expect(acceptAnswer(entry('visit', 'a'), answer, 'now')).toMatchObject({ state: 'sent', contradicted: true });
  expect(acceptAnswer(entry('visit', 'a'), { standing: 'MERGED' }, 'now').contradicted).toBe(false);
});

describe('a verdict given without network', () => {
  const letThrough = withOfflineVerdict(entry('passage', 'gate'), 'ALLOWED');

  it('is contradicted when the server then refuses', () => {
    expect(acceptAnswer(letThrough, { verdict: 'REFUSED' }, 'now').contradicted).toBe(true);
    expect(acceptAnswer(letThrough, { verdict: 'ALLOWED' }, 'now').contradicted).toBe(false);
  });

  it('is contradicted too when the server\'s word came while it was being shown', () => {
    const answered = acceptAnswer(entry('passage', 'gate'), { verdict: 'REFUSED' }, 'now');
    expect(withOfflineVerdict(answered, 'ALLOWED').contradicted).toBe(true);
    expect(withOfflineVerdict(answered, 'REFUSED').contradicted).toBe(false);
  });
});
