export type EntryKind = 'visit' | 'resident' | 'passage' | 'arrival' | 'liaison' | 'report';

/** `draft`: being filled in · `ready`: to be sent · `sending`: on the wire · `sent`: the server said yes · `refused`: it said no. */
export type EntryState = 'draft' | 'ready' | 'sending' | 'sent' | 'refused';

export type OperationName = 'recordVisit' | 'editPerson' | 'identifyPerson' | 'recordPassage' | 'declareArrival' | 'recordLiaisonVisit' | 'reportHousehold';

/** One mutation of an entry. Its key is made once, so that the server takes it once however often it is sent. */
export interface Step {
  operation: OperationName;
  input: { key: string } & Record<string, unknown>;
  /** This step needs the id that an earlier step's answer brings. */
  takes?: { field: string; fromStep: number };
  answer: Record<string, unknown> | null;
}

export interface Refused {
  code: string;
  message: string;
}

export interface Entry {
  /** Order on this device, given by the store. */
  seq?: number;
  id: string;
  kind: EntryKind;
  state: EntryState;
  /** Whose login made it. It is sent under no other: the server writes down who did it. */
  owner: string;
  ownerName: string;
  /** Entries about the same thing are sent one after the other. */
  subject: string;
  /** One line that the user recognises. */
  title: string;
  /** What was filled in; a correction starts from it. */
  form: unknown;
  /** Takes the form's place once it is sent: a phone keeps no ID number longer than it must. */
  formOnceSent: unknown;
  steps: Step[];
  /** ISO 8601, device time. */
  madeAt: string;
  /** How often a server failed over the current step. Time without network does not count. */
  attempts: number;
  /** Not before this time, ms since 1970. */
  dueAt: number;
  refusal: Refused | null;
  /** What went wrong on the way last time. */
  trouble: string | null;
  sentAt: string | null;
  /** The verdict that a guard saw before the server could be asked; null when the server decided. */
  offlineVerdict: string | null;
  /** The server decided otherwise than the device did, and nobody has read it yet. */
  contradicted: boolean;
}

export interface NewEntry {
  id: string;
  kind: EntryKind;
  owner: string;
  ownerName: string;
  subject: string;
  title: string;
  form: unknown;
  formOnceSent?: unknown;
  steps: Step[];
  madeAt: string;
}

export function makeEntry(made: NewEntry, state: 'draft' | 'ready' = 'ready'): Entry {
  return {
    ...made,
    formOnceSent: made.formOnceSent ?? made.form,
    state,
    attempts: 0,
    dueAt: 0,
    refusal: null,
    trouble: null,
    sentAt: null,
    offlineVerdict: null,
    contradicted: false,
  };
}

/** Everything that is not on the server yet and would be lost with the phone. Drafts are not meant to be sent. */
export function countUnsent(entries: readonly Pick<Entry, 'state'>[]): number {
  return entries.filter(({ state }) => state === 'ready' || state === 'sending' || state === 'refused').length;
}

/** Index of the first step without an answer; the number of steps when all are done. */
export function currentStep(entry: Entry): number {
  const at = entry.steps.findIndex((step) => step.answer === null);
  return at < 0 ? entry.steps.length : at;
}

/** The input of a step, with what it takes from an earlier answer. */
export function inputOf(entry: Entry, at: number): Step['input'] {
  const step = entry.steps[at];
  if (!step) throw new RangeError(`entry ${entry.id} has no step ${at}`);
  if (!step.takes) return step.input;
  const earlier = entry.steps[step.takes.fromStep]?.answer;
  if (!earlier) throw new RangeError(`entry ${entry.id}: step ${at} came before step ${step.takes.fromStep}`);
  return { ...step.input, [step.takes.field]: earlier.id };
}

/** Passages wait behind each other, since a quota counts them in order; others only behind entries about the same thing. */
function laneOf(entry: Entry): string {
  return entry.kind === 'passage' ? 'passage' : `${entry.kind}:${entry.subject}`;
}

/** After so many tries an entry no longer holds up those behind it. */
const patienceOfLane = 5;
/** Far below the server's 500, so that one answer stays small on a bad line. */
const batchSize = 100;
/** A batch that failed as a whole this often is tried one by one: perhaps one of them is the cause. */
const triesAsBatch = 2;
const kindOrder: Record<EntryKind, number> = { passage: 0, arrival: 1, visit: 2, resident: 3, liaison: 4, report: 5 };

/** What goes on the wire next: one entry, or a run of passages. Empty when nothing is due. */
export function nextDelivery(entries: readonly Entry[], owner: string, now: number): Entry[] {
  const waitingLanes = new Set<string>();
  for (const entry of inSendingOrder(entries, owner)) {
    const lane = laneOf(entry);
    if (waitingLanes.has(lane)) continue;
    if (entry.dueAt <= now) return isPassageStep(entry) ? passageRun(entries, owner, entry, now) : [entry];
    if (entry.attempts < patienceOfLane) waitingLanes.add(lane);
  }
  return [];
}

function inSendingOrder(entries: readonly Entry[], owner: string): Entry[] {
  return entries
    .filter((entry) => entry.state === 'ready' && entry.owner === owner)
    .sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind] || (a.seq ?? 0) - (b.seq ?? 0));
}

function isPassageStep(entry: Entry): boolean {
  return entry.steps[currentStep(entry)]?.operation === 'recordPassage';
}

function passageRun(entries: readonly Entry[], owner: string, first: Entry, now: number): Entry[] {
  if (first.attempts >= triesAsBatch) return [first];
  const following = inSendingOrder(entries, owner).filter((entry) => entry.kind === 'passage' && (entry.seq ?? 0) >= (first.seq ?? 0));
  const stop = following.findIndex((entry) => !isPassageStep(entry) || entry.dueAt > now || entry.attempts >= triesAsBatch);
  return following.slice(0, stop < 0 ? batchSize : Math.min(stop, batchSize));
}

/** When to wake up next, ms since 1970; null when nothing waits. */
export function nextDue(entries: readonly Entry[], owner: string): number | null {
  const times = inSendingOrder(entries, owner).map((entry) => entry.dueAt);
  return times.length > 0 ? Math.min(...times) : null;
}

/** 2 s, 4 s, 8 s … at most 5 minutes, and up to a quarter more so that phones of one gate do not call together. */
export function backoffMs(attempts: number, random: number): number {
  return Math.round(Math.min(2_000 * 2 ** (attempts - 1), 300_000) * (1 + random / 4));
}

export function startSending(entry: Entry): Entry {
  return { ...entry, state: 'sending', trouble: null };
}

/** A yes to the current step; the entry is sent when it was the last one. */
export function acceptAnswer(entry: Entry, answer: Record<string, unknown>, at: string): Entry {
  const done = currentStep(entry);
  const steps = entry.steps.map((step, index) => (index === done ? { ...step, answer } : step));
  const finished = done >= entry.steps.length - 1;
  const next: Entry = { ...entry, steps, attempts: 0, dueAt: 0, refusal: null, trouble: null };
  if (!finished) return { ...next, state: 'ready' };
  return withoutDetails({ ...next, state: 'sent', sentAt: at, contradicted: contradicts(entry.offlineVerdict, answer) });
}

/** A refused entry needs its details for a correction, a sent one does not. */
function withoutDetails(entry: Entry): Entry {
  return { ...entry, form: entry.formOnceSent, steps: entry.steps.map((step) => ({ ...step, input: { key: step.input.key } })) };
}

/** The guard was shown this verdict because the server's did not come in time. It may have come since. */
export function withOfflineVerdict(entry: Entry, verdict: string): Entry {
  const answer = entry.state === 'sent' ? entry.steps.at(-1)?.answer : null;
  return { ...entry, offlineVerdict: verdict, contradicted: answer ? contradicts(verdict, answer) : false };
}

/**
 * Somebody went through who should not have (the other way round the person was turned back, which does no harm); or another squad said
 * something else of the same door or person, and a clerk decides.
 */
function contradicts(shown: string | null, answer: Record<string, unknown>): boolean {
  return (shown === 'ALLOWED' && answer.verdict === 'REFUSED') || answer.standing === 'CONFLICT' || answer.outcome === 'CONFLICT';
}

/** A coded no: it stays, with its reason, until the user corrects or discards it. */
export function acceptRefusal(entry: Entry, refusal: Refused): Entry {
  return { ...entry, state: 'refused', refusal, trouble: null };
}

/** A server answered, but not for certain: kept, to be sent again later under the same key. */
export function postpone(entry: Entry, trouble: string, now: number, random: number): Entry {
  const attempts = entry.attempts + 1;
  return { ...entry, state: 'ready', attempts, dueAt: now + backoffMs(attempts, random), trouble };
}

/** Nobody answered, or the token has run out: both say nothing about the entry, so it loses no turn. */
export function keepReady(entry: Entry, trouble: string | null): Entry {
  return { ...entry, state: 'ready', trouble };
}

/** After a crash: nobody knows whether the call arrived, and the same key makes asking again safe. */
export function recover(entry: Entry): Entry {
  return entry.state === 'sending' ? { ...entry, state: 'ready', dueAt: 0 } : entry;
}
