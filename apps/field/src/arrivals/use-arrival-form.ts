import { useEffect, useRef, useState } from 'react';
import { useDevice } from '../device/device.tsx';
import { useActor } from '../login/session.ts';
import { discardDraft, findDraft, keepDraft } from '../outbox/outbox.store.ts';
import { ownEntry } from '../outbox/use-outbox.ts';
import { emptyArrival } from './arrival.rules.ts';
import type { ArrivalForm } from './arrival.rules.ts';

/** One form at a time on a phone. */
export const arrivalDraft = { kind: 'arrival', subject: 'form' } as const;

/** Often enough that a crash costs a word, seldom enough that typing stays smooth. */
const keepAfterMs = 300;

/** The form in the phone's store: whoever opens it again goes on where it stood. Null while the draft is being read. */
export function useArrivalForm(checkpointId: string, initial: ArrivalForm | undefined) {
  const { database } = useDevice();
  const owner = useActor().sub;
  const [form, setForm] = useState<ArrivalForm | null>(initial ?? null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (initial) return;
    void findDraft(database, { ...arrivalDraft, owner }).then((draft) => {
      const blank = emptyArrival(checkpointId);
      setForm(draft ? { ...blank, ...(draft.form as Partial<ArrivalForm>) } : blank);
    });
    return () => clearTimeout(timer.current);
  }, [database, checkpointId, owner, initial]);

  function change(part: Partial<ArrivalForm>): void {
    if (!form) return;
    const next = { ...form, ...part };
    setForm(next);
    if (initial) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      void keepDraft(database, ownEntry({ ...arrivalDraft, title: next.name, form: next, steps: [] }, 'draft'));
    }, keepAfterMs);
  }

  async function clear(): Promise<void> {
    stopKeeping();
    await discardDraft(database, { ...arrivalDraft, owner });
    setForm(emptyArrival(form?.checkpointId ?? checkpointId));
  }

  function stopKeeping(): void {
    clearTimeout(timer.current);
  }

  return { form, change, clear, stopKeeping };
}
