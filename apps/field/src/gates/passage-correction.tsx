import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../device/device.tsx';
import type { Entry } from '../outbox/outbox.rules.ts';
import { recordEntry } from '../outbox/use-outbox.ts';
import { Sheet } from '../shell/sheet.tsx';
import { passageEntry } from './decide.ts';
import { readTemperature } from './gate.rules.ts';
import type { PassageForm } from './passage.rules.ts';
import { useCheckpoints } from './use-checkpoints.ts';

/** A passage the server would not take: its gate, direction, temperature or document number can be put right. */
export function PassageCorrection({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { t } = useTranslation();
  const device = useDevice();
  const checkpoints = useCheckpoints().kept?.value ?? [];
  const [form, setForm] = useState(entry.form as PassageForm);
  const [temperature, setTemperature] = useState(form.temperature?.toFixed(1) ?? '');
  const measured = temperature.trim() === '' ? null : readTemperature(temperature);
  const wrong = temperature.trim() !== '' && measured === null;

  async function resend(): Promise<void> {
    const now = new Date().toISOString();
    const passedAt = form.passedAt < now ? form.passedAt : now;
    const checkpointName = checkpoints.find(({ id }) => id === form.checkpointId)?.name ?? form.checkpointName;
    const corrected = passageEntry({ ...form, checkpointName, temperature: measured, passedAt });
    await recordEntry(device, { ...corrected, offlineVerdict: entry.offlineVerdict }, { replaces: entry.id });
    onClose();
  }

  return (
    <Sheet title={entry.title} onClose={onClose} foot={<button type="button" className="primary" disabled={wrong} onClick={() => void resend()}>{t('outbox.resend')}</button>}>
      {entry.refusal ? <p className="notice alarm">{entry.refusal.message}</p> : null}
      <label className="field">
        <span>{t('gate.title')}</span>
        <select value={form.checkpointId} onChange={(event) => setForm({ ...form, checkpointId: event.target.value })}>
          {checkpoints.some(({ id }) => id === form.checkpointId) ? null : <option value={form.checkpointId}>{form.checkpointName}</option>}
          {checkpoints.map((checkpoint) => <option key={checkpoint.id} value={checkpoint.id}>{checkpoint.name}</option>)}
        </select>
      </label>
      <div className="directions" role="radiogroup" aria-label={t('gate.direction')}>
        {(['OUT', 'IN'] as const).map((direction) => (
          <button key={direction} type="button" role="radio" aria-checked={form.direction === direction} onClick={() => setForm({ ...form, direction })}>{t(`direction.${direction}`)}</button>
        ))}
      </div>
      <label className="field">
        <span>{t('gate.temperature')}</span>
        <input inputMode="decimal" value={temperature} aria-invalid={wrong} onChange={(event) => setTemperature(event.target.value)} />
      </label>
      <PasserFields form={form} onChange={setForm} />
    </Sheet>
  );
}

function PasserFields({ form, onChange }: { form: PassageForm; onChange: (form: PassageForm) => void }) {
  const { t } = useTranslation();
  const { passer } = form;
  if (passer.by === 'person') return null;
  if (passer.by === 'pass') {
    return (
      <label className="field">
        <span>{t('gate.code')}</span>
        <textarea rows={3} value={passer.code} onChange={(event) => onChange({ ...form, passer: { by: 'pass', code: event.target.value.trim() } })} />
      </label>
    );
  }
  const { document } = passer;
  const change = (part: Partial<typeof document>) => onChange({ ...form, passer: { by: 'document', document: { ...document, ...part } } });
  return (
    <>
      <label className="field"><span>{t('arrival.name')}</span><input value={document.name} onChange={(event) => change({ name: event.target.value })} /></label>
      <label className="field"><span>{t('arrival.idNumber')}</span><input value={document.idNumber} onChange={(event) => change({ idNumber: event.target.value })} /></label>
    </>
  );
}
