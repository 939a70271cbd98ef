import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AreaField } from '../areas/area-field.tsx';
import { useDevice } from '../device/device.tsx';
import { lastGate, rememberGate, useCheckpoints } from '../gates/use-checkpoints.ts';
import { isFever, readTemperature } from '../gates/gate.rules.ts';
import { shanghaiDay } from '../language/times.ts';
import { useScope } from '../login/session.ts';
import type { Entry } from '../outbox/outbox.rules.ts';
import { ownEntry, recordEntry } from '../outbox/use-outbox.ts';
import { arrivalSteps, documentKinds, faultsOf, riskLevels, sentForm } from './arrival.rules.ts';
import type { ArrivalField, ArrivalForm } from './arrival.rules.ts';
import { HouseholdField } from './household-field.tsx';
import { Letter } from './letter.tsx';
import { OriginField } from './origin-field.tsx';
import { TextField } from './text-field.tsx';
import { arrivalDraft, useArrivalForm } from './use-arrival-form.ts';

interface ArrivalFormProps {
  /** A refused arrival that is being corrected, and the time it then had. */
  initial?: ArrivalForm;
  replaces?: string;
  arrivedAt?: string;
  onSaved: (entry: Entry) => void;
}

export function ArrivalFields({ initial, replaces, arrivedAt, onSaved }: ArrivalFormProps) {
  const { t } = useTranslation();
  const device = useDevice();
  const checkpoints = useCheckpoints();
  const searchesHouseholds = useScope('household:read');
  const { form, change, clear, stopKeeping } = useArrivalForm(lastGate(), initial);
  const [tried, setTried] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<ArrivalField>>(new Set());
  if (!form) return null;
  const faults = faultsOf(form, shanghaiDay(new Date()));
  const fault = (field: ArrivalField): string | undefined => {
    const found = faults[field];
    return found && (tried || (found !== 'MISSING' && (left.has(field) || isWholeNumber(field, form)))) ? t(`arrival.fault.${found}`) : undefined;
  };
  const text = (field: 'name' | 'idNumber' | 'birthDate' | 'phone' | 'plate' | 'temperature') => ({
    label: t(`arrival.${field}`),
    value: form[field],
    fault: fault(field),
    onChange: (value: string) => change({ [field]: value }),
    onLeave: () => setLeft(new Set([...left, field])),
  });

  async function save(filled: ArrivalForm): Promise<void> {
    setTried(true);
    if (Object.keys(faults).length > 0) return showFirstFault();
    stopKeeping();
    const keys = { person: crypto.randomUUID(), arrival: crypto.randomUUID() };
    const at = arrivedAt && arrivedAt < new Date().toISOString() ? arrivedAt : new Date().toISOString();
    const entry = ownEntry({ kind: 'arrival', subject: keys.arrival, title: filled.name.trim(), form: filled, formOnceSent: sentForm(filled), steps: arrivalSteps(filled, keys, at) });
    rememberGate(filled.checkpointId);
    onSaved(await recordEntry(device, entry, { replaces, draft: arrivalDraft }));
  }

  return (
    <form className="arrival" noValidate onSubmit={(event) => { event.preventDefault(); void save(form); }}>
      <label className="field">
        <span>{t('arrival.checkpointId')}</span>
        <select value={form.checkpointId} aria-invalid={Boolean(fault('checkpointId'))} onChange={(event) => change({ checkpointId: event.target.value })}>
          <option value="">{t('arrival.chooseCheckpoint')}</option>
          {(checkpoints.kept?.value ?? []).map((checkpoint) => <option key={checkpoint.id} value={checkpoint.id}>{checkpoint.name}</option>)}
        </select>
        {fault('checkpointId') ? <em className="fault">{fault('checkpointId')}</em> : null}
      </label>
      <h2>{t('arrival.who')}</h2>
      <TextField {...text('name')} autoComplete="off" />
      <div className="choices" role="radiogroup" aria-label={t('arrival.documentKind')}>
        {documentKinds.map((kind) => (
          <button key={kind} type="button" role="radio" aria-checked={form.documentKind === kind} onClick={() => change({ documentKind: kind })}>{t(`document.${kind}`)}</button>
        ))}
      </div>
      <TextField {...text('idNumber')} autoCapitalize="characters" autoComplete="off" placeholder={form.documentKind === 'RESIDENT_ID' ? t('arrival.idPlaceholder') : ''} />
      {form.documentKind === 'RESIDENT_ID' ? null : <TextField {...text('birthDate')} type="date" />}
      <TextField {...text('phone')} type="tel" inputMode="tel" autoComplete="off" />
      <h2>{t('arrival.from')}</h2>
      <OriginField code={form.originAreaCode} name={form.originName} fault={fault('originAreaCode')} onChoose={(origin) => change({ originAreaCode: origin.code, originName: origin.name })} />
      <div className="field">
        <span>{t('arrival.risk')}</span>
        <div className="choices risks" role="radiogroup" aria-label={t('arrival.risk')}>
          {riskLevels.map((risk) => (
            <button key={risk} type="button" role="radio" className={risk} aria-checked={form.risk === risk} onClick={() => change({ risk })}>{t(`risk.${risk}`)}</button>
          ))}
        </div>
        {fault('risk') ? <em className="fault">{fault('risk')}</em> : null}
      </div>
      <h2>{t('arrival.to')}</h2>
      <AreaField label={t('arrival.areaCode')} areaCode={form.areaCode} fault={fault('areaCode')} onChoose={(areaCode) => change({ areaCode, householdId: null, householdAddress: '' })} />
      {searchesHouseholds ? (
        <HouseholdField areaCode={form.areaCode} address={form.householdAddress} onChoose={(household) => change({ householdId: household?.id ?? null, householdAddress: household?.address ?? '' })} />
      ) : null}
      <div className="pair">
        <TextField {...text('temperature')} inputMode="decimal" placeholder="36.5" hot={isFever(readTemperature(form.temperature))} />
        <TextField {...text('plate')} autoCapitalize="characters" autoComplete="off" placeholder={t('gate.platePlaceholder')} />
      </div>
      <Letter name={form.name} signed={form.letterSigned} fault={fault('letterSigned')} onSign={(letterSigned) => change({ letterSigned })} />
      <div className="form-foot">
        {replaces ? null : <button type="button" className="plain" onClick={() => void clear()}>{t('arrival.clear')}</button>}
        <button type="submit" className="primary">{replaces ? t('outbox.resend') : t('arrival.save')}</button>
      </div>
      {tried && Object.keys(faults).length > 0 ? <p className="fault whole" role="alert">{t('arrival.faults', { count: Object.keys(faults).length })}</p> : null}
    </form>
  );
}

/** A full number is judged at once, before the guard has moved on to the next field. */
function isWholeNumber(field: ArrivalField, form: ArrivalForm): boolean {
  return field === 'idNumber' && form.documentKind === 'RESIDENT_ID' && form.idNumber.trim().length >= 18;
}

/** After React has marked them. */
function showFirstFault(): void {
  requestAnimationFrame(() => document.querySelector('.arrival [aria-invalid="true"], .arrival .fault')?.scrollIntoView({ block: 'center', behavior: 'smooth' }));
}
