import { evidenceKinds } from '@lianfang/contracts/status';
import type { EvidenceFactsFragment } from '../generated/operations.ts';
import { useLanguage } from '../language/words.ts';

/** Evidence in one line: kind, number, day. */
export function EvidenceText({ evidence }: { evidence: EvidenceFactsFragment | null | undefined }) {
  const language = useLanguage();
  if (!evidence) return <>—</>;
  const { kind, reference, day, note } = evidence;
  // A rule's evidence is the id of what happened; people read its last digits.
  const shown = /^[0-9a-f-]{36}$/.test(reference) ? `…${reference.slice(-6)}` : reference;
  return (
    <>
      {evidenceKinds[kind][language]} <span className="muted">{shown} · {day}</span>
      {note ? <div className="muted">{note}</div> : null}
    </>
  );
}
