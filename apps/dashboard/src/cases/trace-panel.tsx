import { App, Button, Form, Input, Modal, Popconfirm, Radio, Segmented, Select, Tag } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { RegisterPeopleDocument, TraceByRuleDocument, TraceContactsDocument, TracingCandidatesDocument } from '../generated/operations.ts';
import type { ContactKind, ExposureKind, TraceContactsMutation, TracingScope } from '../generated/operations.ts';
import { useKeyedSubmission, useReading } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { RefusalAlert, Shown } from '../shell/states.tsx';
import { contactKinds, exposureKinds, tracingScopes } from './case-colours.ts';
import { shanghaiToday } from './offer.ts';

interface TraceProps {
  /** The case that they met; else the contact. */
  caseId?: string;
  contactId?: string;
  areaCode: string;
  onChange(): void;
}

/** Puts people under observation: whom a rule finds around the door, or by name, many at once. */
export function TracePanel(props: TraceProps) {
  const t = useWords('case');
  const [open, setOpen] = useState<'rule' | 'names' | null>(null);
  const done = () => {
    setOpen(null);
    props.onChange();
  };
  return (
    <div className="toolbar no-print">
      {props.caseId ? <ScopedButton scope="contact:trace" onClick={() => setOpen('rule')}>{t('traceByRule')}</ScopedButton> : null}
      <ScopedButton scope="contact:trace" type="primary" onClick={() => setOpen('names')}>{t('traceNamed')}</ScopedButton>
      <Modal open={open === 'rule'} title={t('traceByRule')} footer={null} destroyOnHidden onCancel={() => setOpen(null)}>
        {open === 'rule' && props.caseId ? <RuleForm caseId={props.caseId} onDone={done} /> : null}
      </Modal>
      <Modal open={open === 'names'} width={640} title={t('traceNamed')} footer={null} destroyOnHidden onCancel={() => setOpen(null)}>
        {open === 'names' ? <NamesForm {...props} onDone={done} /> : null}
      </Modal>
    </div>
  );
}

function useTold() {
  const t = useWords('case');
  const { message, modal } = App.useApp();
  return ({ added, joined, refused, verdicts }: TraceContactsMutation['traceContacts']) => {
    void message.success(t('traced', { added, joined, refused }));
    const why = [...new Set(verdicts.flatMap((verdict) => verdict.message ?? []))];
    if (why.length > 0) void modal.warning({ title: t('traced', { added, joined, refused }), content: why.map((line) => <p key={line}>{line}</p>) });
  };
}

function RuleForm({ caseId, onDone }: { caseId: string; onDone(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const told = useTold();
  const [scope, setScope] = useState<TracingScope>('HOUSEHOLD');
  const [day, setDay] = useState(shanghaiToday());
  const reading = useReading({ query: TracingCandidatesDocument, variables: { caseId, scope } });
  const { submit, busy, refusal } = useKeyedSubmission(TraceByRuleDocument);
  const send = async () => {
    const answer = await submit({ caseId, scope, day });
    if (!answer) return;
    told(answer.traceByRule);
    onDone();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <Segmented<TracingScope> block aria-label={t('traceScope')} value={scope} onChange={setScope} options={tracingScopes.map((value) => ({ value, label: term('TracingScope', value) }))} />
      <p><label>{t('exposureDay')} <Input type="date" style={{ width: 170 }} max={shanghaiToday()} value={day} onChange={(event) => setDay(event.target.value)} /></label></p>
      <Shown reading={reading} rows={2}>
        {({ tracingCandidates: found }) => (
          <>
            <p>{found.length > 0 ? t('candidates', { count: found.length }) : t('nobody')}</p>
            <div style={{ maxHeight: 220, overflow: 'auto' }}>{found.map((person) => <div key={person.id}>{person.name} <span className="muted">{person.household?.address}</span></div>)}</div>
            <Popconfirm title={t('traceConfirm', { count: found.length })} onConfirm={() => void send()} okText={t('trace')}>
              <Button type="primary" block style={{ marginTop: 12 }} disabled={found.length === 0 || !day} loading={busy}>{t('traceThem')}</Button>
            </Popconfirm>
          </>
        )}
      </Shown>
    </>
  );
}

interface Exposure {
  kind: ExposureKind;
  day: string;
  place?: string;
  note?: string;
  contactKind?: ContactKind;
}

function NamesForm({ caseId, contactId, areaCode, onDone }: TraceProps & { onDone(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const told = useTold();
  const [people, setPeople] = useState<{ value: string; label: string }[]>([]);
  const [missing, setMissing] = useState(false);
  const { submit, busy, refusal } = useKeyedSubmission(TraceContactsDocument);
  const send = async ({ kind, day, place, note, contactKind }: Exposure) => {
    if (people.length === 0) return setMissing(true);
    const exposure = { kind, day, place: place?.trim() || null, note: note?.trim() || null };
    const answer = await submit({ caseId: caseId ?? null, contactId: contactId ?? null, kind: contactKind ?? null, personIds: people.map(({ value }) => value), exposure });
    if (!answer) return;
    told(answer.traceContacts);
    onDone();
  };
  const kinds = caseId ? contactKinds : contactKinds.filter((kind) => kind !== 'CLOSE');
  return (
    <Form<Exposure> name="trace" layout="vertical" initialValues={{ kind: 'MEAL', day: shanghaiToday(), contactKind: kinds[0] }} onFinish={(values) => void send(values)}>
      <RefusalAlert refusal={refusal} />
      <Form.Item label={t('whoIsIt')} required validateStatus={missing && people.length === 0 ? 'error' : ''} help={missing && people.length === 0 ? t('choosePerson') : t('whoIsItHint')}>
        <PeoplePicker areaCode={areaCode} value={people} onChange={setPeople} />
      </Form.Item>
      {people.length > 0 ? <p><Tag color="cyan">{t('addToList', { count: people.length })}</Tag></p> : null}
      <Form.Item name="contactKind" label={t('kind')}><Radio.Group optionType="button" options={kinds.map((value) => ({ value, label: term('ContactKind', value) }))} /></Form.Item>
      <Form.Item name="kind" label={t('exposure')}><Radio.Group optionType="button" options={exposureKinds.map((value) => ({ value, label: term('ExposureKind', value) }))} /></Form.Item>
      <Form.Item name="day" label={t('exposureDay')} rules={[{ required: true, message: t('chooseDay') }]}><Input type="date" max={shanghaiToday()} /></Form.Item>
      <Form.Item name="place" label={t('place')}><Input maxLength={100} /></Form.Item>
      <Form.Item name="note" label={t('note')}><Input maxLength={200} /></Form.Item>
      <Button type="primary" block htmlType="submit" loading={busy}>{t('trace')}</Button>
    </Form>
  );
}

/** Several people of the register, found by name, phone or number. */
function PeoplePicker({ areaCode, value, onChange }: { areaCode: string; value: { value: string; label: string }[]; onChange(people: { value: string; label: string }[]): void }) {
  const t = useWords('case');
  const client = useClient();
  const [options, setOptions] = useState<{ value: string; label: string }[]>([]);
  const search = async (text: string) => {
    if (text.trim().length < 2) return;
    const { data } = await client.query(RegisterPeopleDocument, { areaCode, search: text.trim(), first: 20, after: null }).toPromise();
    setOptions((data?.people.edges ?? []).map(({ node }) => ({ value: node.id, label: [node.name, node.birthDate, node.phone, node.household?.address].filter(Boolean).join(' · ') })));
  };
  return (
    <Select
      mode="multiple"
      labelInValue
      showSearch={{ filterOption: false, onSearch: (text) => void search(text) }}
      style={{ width: '100%' }}
      placeholder={t('whoIsItHint')}
      aria-label={t('whoIsIt')}
      value={value}
      options={options}
      onChange={(chosen: { value: string; label: string }[]) => onChange(chosen)}
    />
  );
}
