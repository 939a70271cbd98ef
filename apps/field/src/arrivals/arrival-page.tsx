import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../device/device.tsx';
import { useLive } from '../device/use-live.ts';
import { currentStep } from '../outbox/outbox.rules.ts';
import type { Entry } from '../outbox/outbox.rules.ts';
import { findEntry } from '../outbox/outbox.store.ts';
import { Bar } from '../shell/bar.tsx';
import { Icon } from '../shell/icon.tsx';
import { navigate } from '../shell/route.ts';
import { ArrivalFields } from './arrival-form.tsx';
import type { sentForm } from './arrival.rules.ts';

export function ArrivalPage() {
  const { t } = useTranslation();
  const [saved, setSaved] = useState<string | null>(null);
  return (
    <>
      <Bar title={t('arrival.title')} />
      <main>{saved ? <Saved id={saved} onNext={() => setSaved(null)} /> : <ArrivalFields onSaved={(entry) => setSaved(entry.id)} />}</main>
    </>
  );
}

/** What has become of an arrival: on the phone, then each step at the server. */
function Saved({ id, onNext }: { id: string; onNext: () => void }) {
  const { t } = useTranslation();
  const { database } = useDevice();
  const entry = useLive(id, () => findEntry(database, id));
  if (!entry) return null;
  const form = entry.form as ReturnType<typeof sentForm>;
  const atRisk = form.risk === 'HIGH' || form.risk === 'MEDIUM';
  return (
    <div className="saved" data-state={entry.state}>
      <div className={`saved-mark ${entry.state}`}><Icon name={entry.state === 'sent' ? 'check' : entry.state === 'refused' ? 'warning' : 'wait'} /></div>
      <h2>{t(`arrival.state.${entry.state}`, { name: form.name.trim() })}</h2>
      <ol className="steps">
        <li className="done">{t('arrival.step.kept')}</li>
        {entry.steps.map((step, at) => <li key={step.operation} className={stepTone(entry, at)}>{t(`arrival.step.${step.operation}`)}</li>)}
        {atRisk ? <li className={entry.state === 'sent' ? 'done' : ''}>{t('arrival.step.order')}</li> : null}
      </ol>
      {entry.refusal ? <p className="notice alarm">{entry.refusal.message}</p> : null}
      {entry.state === 'refused' ? <button type="button" className="primary" onClick={() => navigate('/outbox')}>{t('outbox.correct')}</button> : null}
      <button type="button" className={entry.state === 'refused' ? 'plain' : 'primary'} onClick={onNext}>{t('arrival.next')}</button>
    </div>
  );
}

function stepTone(entry: Entry, at: number): string {
  if (entry.steps[at]?.answer) return 'done';
  return entry.state === 'refused' && at === currentStep(entry) ? 'refused' : '';
}
