import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../device/device.tsx';
import { ownEntry, recordEntry } from '../outbox/use-outbox.ts';
import { Sheet } from '../shell/sheet.tsx';
import { useToast } from '../shell/toast.tsx';
import { changedFields, editInput } from './resident.rules.ts';
import type { ResidentForm } from './resident.rules.ts';
import { useDraft } from './use-draft.ts';

interface ResidentSheetProps {
  edit: ResidentForm;
  address: string;
  replaces?: string;
  refusal?: string;
  onClose: () => void;
}

/** Corrects a resident at the door. What another changed meanwhile is merged, or a clerk decides: nothing is overwritten. */
export function ResidentSheet({ edit, address, replaces, refusal, onClose }: ResidentSheetProps) {
  const { t } = useTranslation();
  const device = useDevice();
  const toast = useToast();
  const [form, setForm, dropDraft] = useDraft<ResidentForm>({ kind: 'resident', subject: edit.personId, title: address }, edit, !replaces);
  const saving = useRef(false);
  const [tried, setTried] = useState(false);
  const changed = changedFields(form);
  const nameless = form.name.trim().length < 2;

  async function save(): Promise<void> {
    setTried(true);
    if (saving.current || nameless || changed.length === 0) return;
    saving.current = true;
    const entry = ownEntry({
      kind: 'resident', subject: form.personId, title: address, form, formOnceSent: { personId: form.personId },
      steps: [{ operation: 'editPerson', input: editInput(form, crypto.randomUUID(), new Date().toISOString()), answer: null }],
    });
    await recordEntry(device, entry, { replaces, draft: { kind: 'resident', subject: form.personId } });
    toast({ text: t('resident.saved') });
    onClose();
  }

  return (
    <Sheet
      title={edit.seen.name} onClose={onClose}
      foot={<button type="button" className="primary" disabled={changed.length === 0} onClick={() => void save()}>{t('sweep.save')}</button>}
    >
      {refusal ? <p className="notice alarm">{refusal}</p> : null}
      <p className="muted">{address}</p>
      {(['name', 'phone', 'relation'] as const).map((field) => (
        <label key={field} className="field">
          <span>{t(`resident.${field}`)}</span>
          <input value={form[field]} maxLength={50} inputMode={field === 'phone' ? 'tel' : 'text'} onChange={(event) => setForm({ ...form, [field]: event.target.value })} />
          {field === 'name' && tried && nameless ? <em className="fault">{t('resident.nameMissing')}</em> : null}
        </label>
      ))}
      <p className="muted">{t('resident.hint')}</p>
      {replaces || changed.length === 0 ? null : <button type="button" className="plain" onClick={() => void dropDraft().then(onClose)}>{t('sweep.dropDraft')}</button>}
    </Sheet>
  );
}
