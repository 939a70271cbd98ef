import { useEffect, useState } from 'react';
import { useDevice } from '../device/device.tsx';
import { useActor } from '../login/session.ts';
import type { EntryKind } from '../outbox/outbox.rules.ts';
import { discardDraft, findDraft, keepDraft } from '../outbox/outbox.store.ts';
import { ownEntry } from '../outbox/use-outbox.ts';

/**
 * A form that survives a crash: each change is on the phone's disk as a draft, until the form is saved or the draft is dropped by the
 * user. Closing the sheet keeps it.
 * @param drafted false where the form is a correction of an entry that the outbox holds itself
 */
export function useDraft<F>(of: { kind: EntryKind; subject: string; title: string }, blank: F, drafted: boolean): [form: F, change: (form: F) => void, drop: () => Promise<void>] {
  const { database } = useDevice();
  const owner = useActor().sub;
  const { kind, subject, title } = of;
  const [form, setForm] = useState<F>(blank);
  useEffect(() => {
    if (!drafted) return;
    void findDraft(database, { kind, subject, owner }).then((draft) => {
      if (draft) setForm((fresh) => ({ ...fresh, ...(draft.form as F) }));
    });
  }, [database, kind, subject, owner, drafted]);
  function change(next: F): void {
    setForm(next);
    if (drafted) void keepDraft(database, ownEntry({ kind, subject, title, form: next, steps: [] }, 'draft'));
  }
  return [form, change, () => discardDraft(database, { kind, subject, owner })];
}
