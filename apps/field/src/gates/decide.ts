import type { Device } from '../device/device.tsx';
import { shanghaiDay } from '../language/times.ts';
import { noteOfflineVerdict } from '../outbox/outbox.store.ts';
import type { Entry } from '../outbox/outbox.rules.ts';
import { ownEntry, recordLive } from '../outbox/use-outbox.ts';
import { findReference } from '../reference/reference.store.ts';
import { judgeOffline, shownVerdict } from './gate.rules.ts';
import type { ShownVerdict } from './gate.rules.ts';
import { checkPassCode, importPassKey } from './pass-code.rules.ts';
import type { PassCheck } from './pass-code.rules.ts';
import { passageSteps, passerLabel, sentPassage } from './passage.rules.ts';
import type { PassageForm } from './passage.rules.ts';
import { lastReasonOf, rememberPass } from './pass.store.ts';
import { passKeyReference } from './use-checkpoints.ts';

/** A guard waits no longer than this for the server, ms. */
const patienceMs = 2_500;
/** The last call met silence: most likely this one will too. */
const shortPatienceMs = 1_000;

/** Saves the passage on the phone, asks the server, and falls back on what the phone knows. */
export async function decidePassage(device: Device, form: PassageForm, checkpointOpen: boolean): Promise<ShownVerdict> {
  const pass = form.passer.by === 'pass' ? await checkPassCode(form.passer.code, await passKey(device), Date.now()) : null;
  const patience = !navigator.onLine ? 0 : device.senderState() === 'unreachable' ? shortPatienceMs : patienceMs;
  const entry = await recordLive(device, passageEntry(form), patience);
  if (entry.state === 'sent') return answered(device, entry, pass);
  if (entry.state === 'refused') return { tone: 'pending', reason: 'NOT_TAKEN', reasonText: entry.refusal?.message ?? null, personName: null };
  return offline(device, entry, form, pass, checkpointOpen);
}

export function passageEntry(form: PassageForm): Entry {
  return ownEntry({
    kind: 'passage',
    subject: form.checkpointId,
    title: passerLabel(form.passer),
    form,
    formOnceSent: sentPassage(form),
    steps: passageSteps(form, { person: crypto.randomUUID(), passage: crypto.randomUUID() }),
  });
}

async function answered(device: Device, entry: Entry, pass: PassCheck | null): Promise<ShownVerdict> {
  const verdict = shownVerdict(entry.steps.at(-1)?.answer ?? {});
  if (pass && pass.kind !== 'unknown') await rememberPass(device.database, pass.facts.passId, verdict.reason, Date.now());
  return verdict;
}

async function offline(device: Device, entry: Entry, form: PassageForm, pass: PassCheck | null, checkpointOpen: boolean): Promise<ShownVerdict> {
  const lastReason = pass && pass.kind !== 'unknown' ? await lastReasonOf(device.database, pass.facts.passId, Date.now(), Date.parse(`${shanghaiDay(new Date())}T00:00:00+08:00`)) : null;
  const verdict = judgeOffline({ pass, temperature: form.temperature, checkpointOpen, direction: form.direction, lastReason });
  await noteOfflineVerdict(device.database, entry.id, verdict.tone === 'refused' ? 'REFUSED' : 'ALLOWED');
  return verdict;
}

let imported: { text: string; key: CryptoKey | null } | null = null;

/** As last read with the checkpoints; null on a phone that has never had the network at a gate. */
async function passKey(device: Device): Promise<CryptoKey | null> {
  const text = (await findReference<string>(device.database, passKeyReference))?.value;
  if (!text) return null;
  if (imported?.text !== text) imported = { text, key: await importPassKey(text) };
  return imported.key;
}
