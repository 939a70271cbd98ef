import { App, Button, Descriptions, Drawer, Input, Modal, Radio, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { ContactPageDocument, ReclassifyContactDocument, ResumeObservationDocument, WithdrawContactDocument } from '../generated/operations.ts';
import type { ContactKind, ContactPageQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { contactKinds, kindColours, stateColours } from './case-colours.ts';
import { RegisterCaseForm } from './register-case-form.tsx';
import { TracePanel } from './trace-panel.tsx';

type File = NonNullable<ContactPageQuery['contact']>;

/** All that is known of one contact, and what can be done next. */
export function ContactFilePanel({ id, areaCode, onChange }: { id: string; areaCode: string; onChange(): void }) {
  const t = useWords('case');
  const reading = useReading({ query: ContactPageDocument, variables: { id } });
  const changed = () => {
    reading.refetch();
    onChange();
  };
  return <Shown reading={reading}>{({ contact }) => (contact ? <ContactFile contact={contact} areaCode={areaCode} onChange={changed} /> : <Nothing text={t('noContacts')} />)}</Shown>;
}

interface FileProps {
  contact: File;
  areaCode: string;
  onChange(): void;
}

function ContactFile({ contact, areaCode, onChange }: FileProps) {
  const t = useWords('case');
  const term = useTerms();
  const [turning, setTurning] = useState(false);
  return (
    <>
      <p>
        <b><PersonLink person={contact.person} /></b> {contact.person.phone}{' '}
        {contact.kind ? <Tag color={kindColours[contact.kind]}>{term('ContactKind', contact.kind)}</Tag> : null}
        {contact.state ? <Tag color={stateColours[contact.state]}>{term('ContactState', contact.state)}</Tag> : null}
        {contact.becameCase ? <Link to={`/cases/at/${contact.becameCase.id}`}>{contact.becameCase.number}</Link> : null}
      </p>
      <Descriptions
        size="small"
        bordered
        column={2}
        items={[
          { key: 'declaredOn', label: t('declaredOn'), children: contact.declaredOn },
          { key: 'lastExposure', label: t('lastExposure'), children: contact.lastExposureOn },
          { key: 'endsOn', label: t('endsOn'), children: contact.endsOn },
          { key: 'rule', label: t('rule'), children: contact.ruleSummary },
        ]}
      />
      {contact.releaseRefusal && contact.state === 'UNDER_OBSERVATION' ? <p className="muted">{contact.releaseRefusal}</p> : null}
      <h3>{t('exposures')}</h3>
      <ul>
        {contact.exposures.map((exposure) => (
          <li key={exposure.id} style={exposure.withdrawnAt ? { textDecoration: 'line-through' } : {}}>
            {exposure.day} · {term('ExposureKind', exposure.kind)} {exposure.place ?? ''} {exposure.case ? <Link to={`/cases/at/${exposure.case.id}`}>{exposure.case.number}</Link> : exposure.through ? `${t('through')} ${exposure.through.person.name}` : ''}
          </li>
        ))}
      </ul>
      {contact.state === 'UNDER_OBSERVATION' ? <TracePanel contactId={contact.id} areaCode={areaCode} onChange={onChange} /> : null}
      <Actions contact={contact} onChange={onChange} onTurn={() => setTurning(true)} />
      <FollowUpStrip contact={contact} />
      <History contact={contact} />
      <Drawer open={turning} size={560} title={t('registerAsCase')} destroyOnHidden onClose={() => setTurning(false)}>
        <RegisterCaseForm areaCode={areaCode} personId={contact.person.id} onDone={() => { setTurning(false); onChange(); }} />
      </Drawer>
    </>
  );
}

function Actions({ contact, onChange, onTurn }: { contact: File; onChange(): void; onTurn(): void }) {
  const t = useWords('case');
  const [asking, setAsking] = useState<'withdraw' | 'resume' | 'reclassify' | null>(null);
  const observed = contact.state === 'UNDER_OBSERVATION';
  return (
    <div className="toolbar no-print">
      {observed ? <ScopedButton scope="case:write" danger onClick={onTurn}>{t('registerAsCase')}</ScopedButton> : null}
      {observed ? <ScopedButton scope="contact:trace" onClick={() => setAsking('reclassify')}>{t('reclassify')}</ScopedButton> : null}
      {contact.state === 'RELEASED' ? <ScopedButton scope="contact:trace" onClick={() => setAsking('resume')}>{t('resume')}</ScopedButton> : null}
      {observed || contact.state === 'RELEASED' ? <ScopedButton scope="contact:trace" onClick={() => setAsking('withdraw')}>{t('withdraw')}</ScopedButton> : null}
      <Modal open={asking !== null} title={asking ? t(asking) : ''} footer={null} destroyOnHidden onCancel={() => setAsking(null)}>
        {asking ? <ReasonForm contact={contact} what={asking} onDone={() => { setAsking(null); onChange(); }} /> : null}
      </Modal>
    </div>
  );
}

function ReasonForm({ contact, what, onDone }: { contact: File; what: 'withdraw' | 'resume' | 'reclassify'; onDone(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [kind, setKind] = useState<ContactKind>(contact.kind ?? 'CLOSE');
  const withdraw = useSubmission(WithdrawContactDocument);
  const resume = useSubmission(ResumeObservationDocument);
  const reclassify = useSubmission(ReclassifyContactDocument);
  const { busy, refusal } = { withdraw, resume, reclassify }[what];
  const send = async () => {
    const about = { contactId: contact.id, reason };
    const told = what === 'withdraw' ? await withdraw.submit(about) : what === 'resume' ? await resume.submit(about) : await reclassify.submit({ ...about, kind });
    if (!told) return;
    void message.success(t('saved'));
    onDone();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      {what === 'reclassify' ? <Radio.Group style={{ marginBottom: 12 }} optionType="button" value={kind} onChange={(event) => setKind(event.target.value as ContactKind)} options={contactKinds.map((value) => ({ value, label: term('ContactKind', value) }))} /> : null}
      <Input.TextArea rows={2} maxLength={200} placeholder={t('reasonNeeded')} aria-label={t('reason')} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Button type="primary" block style={{ marginTop: 12 }} loading={busy} disabled={!reason.trim()} onClick={() => void send()}>{t(what)}</Button>
    </>
  );
}

function FollowUpStrip({ contact }: { contact: File }) {
  const t = useWords('case');
  const term = useTerms();
  return (
    <section>
      <h3>{t('followUps')}</h3>
      {contact.followUps.map((followUp) => (
        <Tag key={followUp.id} color={followUp.alarming ? 'red' : followUp.done ? 'green' : followUp.overdue ? 'gold' : 'default'}>
          {followUp.dueOn.slice(5)} {term('FollowUpKind', followUp.kind)} {followUp.temperature ?? (followUp.result ? term('TestResult', followUp.result) : '')}
        </Tag>
      ))}
    </section>
  );
}

function History({ contact }: { contact: File }) {
  const t = useWords('case');
  const term = useTerms();
  const { moment } = useFormats();
  const label = (fact: File['facts'][number]) => (fact.value ? term(fact.kind === 'KIND' ? 'ContactKind' : 'ContactState', fact.value) : '—');
  return (
    <section style={{ marginTop: 16 }}>
      <h3>{t('history')}</h3>
      <Timeline items={contact.facts.map((fact) => ({ key: fact.id, color: fact.live ? 'blue' : 'gray', content: `${fact.day} · ${label(fact)} · ${fact.rule ?? fact.recordedBy ?? t('byRule')} · ${moment(fact.recordedAt)}${fact.reason ? ` · ${fact.reason}` : ''}` }))} />
    </section>
  );
}
