import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OriginField } from '../arrivals/origin-field.tsx';
import { useDevice } from '../device/device.tsx';
import { shanghaiDay } from '../language/times.ts';
import { ownEntry, recordEntry } from '../outbox/use-outbox.ts';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { useToast } from '../shell/toast.tsx';
import { blankVisit, colours, faultyJourneys, outcomes, stepsOfVisit, travelCodes } from './liaison.rules.ts';
import type { CheckForm, LiaisonForm, LiaisonRow } from './liaison.rules.ts';
import '../doors/door.css';

interface LiaisonSheetProps {
  row: LiaisonRow;
  /** A refused visit that is corrected. */
  initial?: LiaisonForm;
  replaces?: string;
  refusal?: string;
  onClose: () => void;
}

/** One household: met or not, and of each member codes, doses and where they mean to go. */
export function LiaisonSheet({ row, initial, replaces, refusal, onClose }: LiaisonSheetProps) {
  const { t } = useTranslation();
  const device = useDevice();
  const toast = useToast();
  const [form, setForm] = useState<LiaisonForm>(initial ?? blankVisit(row));
  const [tried, setTried] = useState(false);
  const faulty = faultyJourneys(form, shanghaiDay(new Date()));
  const met = form.outcome === 'SEEN' || form.outcome === 'BY_PHONE';

  async function save(): Promise<void> {
    setTried(true);
    if (!form.outcome || faulty.length > 0) return;
    const id = crypto.randomUUID();
    await recordEntry(device, ownEntry({ id, kind: 'liaison', subject: form.householdId, title: row.household.address, form, formOnceSent: { ...form, checks: [], note: '' }, steps: stepsOfVisit(form, id, new Date().toISOString()) }), { replaces });
    toast({ text: t('liaison.saved', { address: row.household.address, outcome: t(`liaison.outcome.${form.outcome}`) }) });
    onClose();
  }

  return (
    <Sheet title={row.household.address} onClose={onClose} foot={<button type="button" className="primary" disabled={!form.outcome} onClick={() => void save()}>{t(form.outcome ? 'sweep.save' : 'sweep.chooseOutcome')}</button>}>
      {refusal ? <p className="notice alarm">{refusal}</p> : null}
      <div className="choices" role="radiogroup" aria-label={t('sweep.outcome')}>
        {outcomes.map((outcome) => <button key={outcome} type="button" role="radio" aria-checked={form.outcome === outcome} onClick={() => setForm({ ...form, outcome })}>{t(`liaison.outcome.${outcome}`)}</button>)}
      </div>
      {met ? form.checks.map((check, at) => (
        <Check key={check.personId} check={check} phone={row.household.members[at]?.phone} faulty={tried && faulty.includes(check.personId)} onChange={(next) => setForm({ ...form, checks: form.checks.with(at, next) })} />
      )) : null}
      <label className="field"><span>{t('sweep.note')}</span><textarea rows={2} maxLength={200} value={form.note} placeholder={t('sweep.notePlaceholder')} onChange={({ target }) => setForm({ ...form, note: target.value })} /></label>
    </Sheet>
  );
}

function Check({ check, phone, faulty, onChange }: { check: CheckForm; phone: string | null | undefined; faulty: boolean; onChange: (check: CheckForm) => void }) {
  const { t } = useTranslation();
  const today = shanghaiDay(new Date());
  const [travels, setTravels] = useState(check.travelsTo !== '');
  const doses = check.vaccineDoses ?? 0;
  return (
    <section className="card door-member">
      <div className="card-head"><strong>{check.label}</strong>{phone && !phone.includes('*') ? <a href={`tel:${phone}`}>{phone}</a> : null}</div>
      <div className="choices" role="radiogroup" aria-label={t('liaison.healthCode')}>
        {colours.map((colour) => <button key={colour} type="button" role="radio" aria-checked={check.healthCode === colour} onClick={() => onChange({ ...check, healthCode: check.healthCode === colour ? null : colour })}>{t(`liaison.colour.${colour}`)}</button>)}
      </div>
      <div className="choices" role="radiogroup" aria-label={t('liaison.travelCode')}>
        {travelCodes.map((code) => <button key={code} type="button" role="radio" aria-checked={check.travelCode === code} onClick={() => onChange({ ...check, travelCode: check.travelCode === code ? null : code })}>{t(`liaison.travel.${code}`)}</button>)}
      </div>
      <div className={check.vaccineDoses === null ? 'counter' : 'counter some'}>
        <span>{t('liaison.doses')}</span>
        <button type="button" aria-label={t('sweep.less', { label: t('liaison.doses') })} disabled={doses === 0} onClick={() => onChange({ ...check, vaccineDoses: doses - 1 })}>−</button>
        <output>{check.vaccineDoses ?? '—'}</output>
        <button type="button" aria-label={t('sweep.more', { label: t('liaison.doses') })} disabled={doses >= 5} onClick={() => onChange({ ...check, vaccineDoses: check.vaccineDoses === null ? 1 : doses + 1 })}><Icon name="plus" /></button>
      </div>
      {travels ? (
        <>
          <OriginField code={check.travelsTo} name={check.travelsToName} onChoose={(city) => onChange({ ...check, travelsTo: city.code, travelsToName: city.name, travelsFrom: check.travelsFrom || today })} />
          <label className="field"><span>{t('liaison.from')}</span><input type="date" min={today} value={check.travelsFrom} onChange={({ target }) => onChange({ ...check, travelsFrom: target.value })} /></label>
          <button type="button" className="plain" onClick={() => { setTravels(false); onChange({ ...check, travelsTo: '', travelsToName: '', travelsFrom: '' }); }}>{t('liaison.stays')}</button>
        </>
      ) : <button type="button" className="plain" onClick={() => setTravels(true)}>{t('liaison.travels')}</button>}
      {faulty ? <em className="fault">{t('liaison.journeyFault')}</em> : null}
    </section>
  );
}
