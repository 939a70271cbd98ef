import { Alert, App, Button, Descriptions, Form, Input, Popconfirm, Radio, Select, Tag } from 'antd';
import { placeName } from '../areas/place-name.ts';
import { CloseTipDocument, ReturnTipDocument, TakeTipDocument, TipFileDocument, TipToVerifyDocument } from '../generated/operations.ts';
import type { TipFollowKind, TipOutcome, TipRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { stateColours } from './tip-desk.tsx';

const changes = { additionalTypenames: ['TipOff'] };

/** One tip-off. Who gave it is asked for by the verifier's page alone, and answered to the verifier alone. */
export function TipFile({ id }: { id: string }) {
  const t = useWords('tip');
  const reading = useReading({ query: TipFileDocument, variables: { id }, context: changes });
  const verifies = useScope('tipoff:verify');
  return (
    <Shown reading={reading}>
      {({ tipOff: tip }) => (tip ? (
        <>
          <Facts tip={tip} />
          {tip.mine ? <ToVerify key={tip.state} id={id} /> : <Alert type="info" showIcon title={t('hidden')} style={{ margin: '12px 0' }} />}
          {verifies && tip.state === 'RECEIVED' ? <Take id={id} /> : null}
          {tip.mine && tip.state === 'VERIFYING' ? <Close id={id} /> : null}
        </>
      ) : <Nothing text={t('none')} />)}
    </Shown>
  );
}

function Facts({ tip }: { tip: TipRowFragment }) {
  const t = useWords('tip');
  const term = useTerms();
  const { moment, yuan } = useFormats();
  return (
    <Descriptions size="small" column={1} bordered>
      <Descriptions.Item label={t('kind')}>{term('TipKind', tip.kind)} · {term('TipChannel', tip.channel)}</Descriptions.Item>
      <Descriptions.Item label={t('area')}>{placeName(tip.area)}</Descriptions.Item>
      <Descriptions.Item label={t('receivedAt')}>{moment(tip.receivedAt)}</Descriptions.Item>
      <Descriptions.Item label={t('state')}><Tag color={stateColours[tip.state]}>{term('TipState', tip.state)}</Tag> {tip.verifier}</Descriptions.Item>
      {tip.outcome ? <Descriptions.Item label={t('outcome')}>{term('TipOutcome', tip.outcome)} · {tip.finding}</Descriptions.Item> : null}
      {tip.followed.length > 0 ? <Descriptions.Item label={t('followed')}>{tip.followed.map((one) => <div key={one.reference}>{term('TipFollowKind', one.kind)} {one.reference} · {one.day}</div>)}</Descriptions.Item> : null}
      {tip.outcome ? (
        <Descriptions.Item label={t('reward')}>
          {yuan(tip.rewardFen ?? 0)} <span className="muted">{tip.rule}</span><br />
          {tip.reward ? t('paidAt', { by: tip.reward.paidBy, at: moment(tip.reward.paidAt) }) : tip.rewardFen ? t('notClaimed') : ''}
        </Descriptions.Item>
      ) : null}
    </Descriptions>
  );
}

function ToVerify({ id }: { id: string }) {
  const t = useWords('tip');
  // Not kept by the page's cache any longer than it is looked at.
  const reading = useReading({ query: TipToVerifyDocument, variables: { id }, requestPolicy: 'network-only' });
  return (
    <Shown reading={reading} rows={2}>
      {({ tipOff }) => (
        <div className="tipper">
          <h3>{t('words')}</h3>
          <p>{tipOff?.words}</p>
          <h3>{t('tipper')}</h3>
          <p>{[tipOff?.tipper?.name, tipOff?.tipper?.phone].filter(Boolean).join(' · ') || t('anonymous')}</p>
        </div>
      )}
    </Shown>
  );
}

function Take({ id }: { id: string }) {
  const t = useWords('tip');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(TakeTipDocument);
  const take = async () => {
    if (await submit({ tipId: id })) void message.success(t('taken'));
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <Button type="primary" block loading={busy} onClick={() => void take()}>{t('take')}</Button>
    </>
  );
}

interface CloseEntry {
  outcome: TipOutcome;
  finding: string;
  followed?: { kind: TipFollowKind; reference: string; day: string }[];
}

const outcomes = ['TRUE', 'FALSE_ALARM', 'UNVERIFIABLE'] as const satisfies readonly TipOutcome[];
const followKinds = ['ISOLATION_ORDER', 'PCR_TESTS', 'HEALTH_CODE', 'HOME_STAY', 'VENUE_ORDER', 'OTHER'] as const satisfies readonly TipFollowKind[];
const closeFields = { REASON_MISSING: 'finding', REASON_TOO_LONG: 'finding', REASON_NAMES_PERSON: 'finding' };

function Close({ id }: { id: string }) {
  const t = useWords('tip');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<CloseEntry>();
  const close = useSubmission(CloseTipDocument);
  const giveBack = useSubmission(ReturnTipDocument);
  const unplaced = useFieldRefusal(form, close.refusal, closeFields);
  const required = [{ required: true, message: shell('required') }];
  const submit = async ({ followed = [], ...entry }: CloseEntry) => {
    if (await close.submit({ input: { tipId: id, ...entry, finding: entry.finding.trim(), followed } })) void message.success(t('closed'));
  };
  const back = async () => {
    if (await giveBack.submit({ tipId: id })) void message.success(t('returned'));
  };
  return (
    <Form<CloseEntry> form={form} layout="vertical" onFinish={(entry) => void submit(entry)}>
      <RefusalAlert refusal={unplaced ?? giveBack.refusal} />
      <Form.Item name="outcome" label={t('outcome')} rules={required}><Radio.Group optionType="button" options={outcomes.map((value) => ({ value, label: term('TipOutcome', value) }))} /></Form.Item>
      <Form.Item name="finding" label={t('finding')} extra={t('findingHint')} rules={required}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      <Form.List name="followed">
        {(fields, { add, remove }) => (
          <>
            <p>{t('followed')} <Button size="small" disabled={fields.length >= 10} onClick={() => add({ kind: 'PCR_TESTS' })}>{t('addFollow')}</Button></p>
            {fields.map((field) => (
              <div key={field.key} className="toolbar">
                <Form.Item name={[field.name, 'kind']} noStyle><Select style={{ width: 140 }} aria-label={t('followed')} options={followKinds.map((value) => ({ value, label: term('TipFollowKind', value) }))} /></Form.Item>
                <Form.Item name={[field.name, 'reference']} noStyle rules={required}><Input style={{ width: 160 }} maxLength={60} placeholder={t('reference')} aria-label={t('reference')} /></Form.Item>
                <Form.Item name={[field.name, 'day']} noStyle rules={required}><Input type="date" style={{ width: 140 }} aria-label={t('day')} /></Form.Item>
                <Button size="small" onClick={() => remove(field.name)}>{t('remove')}</Button>
              </div>
            ))}
          </>
        )}
      </Form.List>
      <div className="toolbar">
        <Button type="primary" htmlType="submit" loading={close.busy}>{t('close')}</Button>
        <Popconfirm title={t('giveBackSure')} okText={t('giveBack')} onConfirm={() => void back()}><Button loading={giveBack.busy}>{t('giveBack')}</Button></Popconfirm>
      </div>
    </Form>
  );
}
