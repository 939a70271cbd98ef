import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OriginField } from '../arrivals/origin-field.tsx';
import { useDevice } from '../device/device.tsx';
import { isFever, readTemperature } from '../gates/gate.rules.ts';
import { shanghaiDay } from '../language/times.ts';
import type { EntryKind } from '../outbox/outbox.rules.ts';
import { recordEntry, strangerEntry } from '../outbox/use-outbox.ts';
import { faultsOfReport, isProof, risks, sentReport, stepsOfReport } from './door.rules.ts';
import type { JourneyForm, MemberForm, ReportFault, ReportForm } from './door.rules.ts';

interface DoorFormProps {
  form: ReportForm;
  proven: boolean;
  online: boolean;
  draft: { kind: EntryKind; subject: string; owner: string };
  onChange: (form: ReportForm) => void;
  onProve: (proof: string) => void;
  onSaved: (id: string) => void;
}

/** Everything on one screen: the proof, a card a member, one button. */
export function DoorForm({ form, proven, online, draft, onChange, onProve, onSaved }: DoorFormProps) {
  const { t } = useTranslation();
  const device = useDevice();
  const [tried, setTried] = useState(false);
  const faults = faultsOfReport(form, shanghaiDay(new Date()));
  const shown = (of: string): ReportFault | undefined => (tried ? faults.get(of) : undefined);

  async function send(): Promise<void> {
    setTried(true);
    if (faults.size > 0) return;
    const id = crypto.randomUUID();
    const entry = strangerEntry({ id, kind: 'report', subject: form.code || 'own', title: t('door.title'), form, formOnceSent: sentReport(form), steps: stepsOfReport(form, id, new Date().toISOString()) });
    await recordEntry(device, entry, { draft });
    onSaved(id);
  }

  return (
    <form className="door-form" noValidate onSubmit={(event) => { event.preventDefault(); void send(); }}>
      {form.code && !proven ? (
        <label className="field">
          <span>{t('door.proof')}</span>
          <input
            value={form.proof} maxLength={4} inputMode="text" autoComplete="off" autoCapitalize="characters" aria-invalid={Boolean(shown(''))} placeholder={t('door.proofHint')}
            onChange={({ target: { value } }) => {
              onChange({ ...form, proof: value });
              // Shown as soon as it is whole; nobody has to find a button for it.
              if (isProof(value) && online) onProve(value);
            }}
          />
          {shown('') ? <em className="fault">{t('door.fault.PROOF')}</em> : null}
        </label>
      ) : null}
      {form.members.length === 0 ? <p className="notice alarm">{t('door.nobody')}</p> : null}
      {form.members.map((member, at) => (
        <MemberCard key={member.personId} member={member} fault={shown(member.personId)} onChange={(next) => onChange({ ...form, members: form.members.with(at, next) })} />
      ))}
      <button type="submit" className="primary" disabled={form.members.length === 0}>{t('door.send')}</button>
      {tried && faults.size > 0 ? <p className="fault whole" role="alert">{t('arrival.faults', { count: faults.size })}</p> : null}
    </form>
  );
}

function MemberCard({ member, fault, onChange }: { member: MemberForm; fault: ReportFault | undefined; onChange: (member: MemberForm) => void }) {
  const { t } = useTranslation();
  const { label, present, temperature, journeys } = member;
  const today = shanghaiDay(new Date());
  const setJourney = (at: number, journey: JourneyForm) => onChange({ ...member, journeys: journeys.with(at, journey) });
  return (
    <section className="card door-member">
      <header>
        <strong>{label}</strong>
        <div className="choices" role="radiogroup" aria-label={t('door.where', { name: label })}>
          {[true, false].map((value) => <button key={String(value)} type="button" role="radio" aria-checked={present === value} onClick={() => onChange({ ...member, present: value })}>{t(value ? 'door.present' : 'door.absent')}</button>)}
        </div>
      </header>
      {present ? (
        <label className="field">
          <span>{t('door.temperature')}</span>
          <input inputMode="decimal" autoComplete="off" placeholder="36.5" value={temperature} className={isFever(readTemperature(temperature)) ? 'hot' : ''} aria-invalid={fault === 'TEMPERATURE'} onChange={({ target }) => onChange({ ...member, temperature: target.value })} />
        </label>
      ) : null}
      {journeys.map((journey, at) => (
        <div key={at} className="journey">
          <OriginField code={journey.originAreaCode} name={journey.originName} onChoose={(origin) => setJourney(at, { ...journey, originAreaCode: origin.code, originName: origin.name })} />
          <label className="field"><span>{t('door.cameOn')}</span><input type="date" max={today} value={journey.cameOn} onChange={({ target }) => setJourney(at, { ...journey, cameOn: target.value })} /></label>
          <div className="choices risks" role="radiogroup" aria-label={t('arrival.risk')}>
            {risks.map((risk) => <button key={risk} type="button" role="radio" className={risk} aria-checked={journey.risk === risk} onClick={() => setJourney(at, { ...journey, risk: journey.risk === risk ? null : risk })}>{t(`risk.${risk}`)}</button>)}
          </div>
          <button type="button" className="plain" onClick={() => onChange({ ...member, journeys: journeys.toSpliced(at, 1) })}>{t('door.dropJourney')}</button>
        </div>
      ))}
      {fault ? <em className="fault">{t(`door.fault.${fault}`)}</em> : null}
      <button type="button" className="plain" onClick={() => onChange({ ...member, journeys: [...journeys, { originAreaCode: '', originName: '', cameOn: today, risk: null }] })}>{t('door.addJourney')}</button>
    </section>
  );
}
