import { App, Button, Checkbox, Form, Input, InputNumber, Modal, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { AreaSelect } from '../areas/area-select.tsx';
import { placeName } from '../areas/place-name.ts';
import { PutRevisitRuleDocument, PutTargetGroupDocument, SweepTargetGroupsDocument } from '../generated/operations.ts';
import type { EscalationLevel, QuestionKind, RevisitStepRowFragment, SweepOutcome, SweepTargetGroupsQuery, TargetGroupRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission, useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useLanguage, useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { choicesOf, textOfChoices } from './choices.ts';

const kinds: readonly QuestionKind[] = ['YES_NO', 'CHOICE', 'NUMBER', 'TEMPERATURE', 'DATE', 'PLACE', 'TEXT'];
type Group = SweepTargetGroupsQuery['targetGroups'][number];

/** Who rounds look for, what is asked at the doors, and when a door is tried again; all of it in versions. */
export function TargetGroups({ areaCode }: { areaCode: string }) {
  const t = useWords('sweep');
  const reading = useReading({ query: SweepTargetGroupsDocument, variables: { areaCode } });
  const [editing, setEditing] = useState<Group | 'new' | null>(null);
  return (
    <Shown reading={reading}>
      {({ targetGroups, revisitRule }) => (
        <>
          <div className="toolbar"><ScopedButton scope="sweep:open" type="primary" onClick={() => setEditing('new')}>{t('newGroup')}</ScopedButton></div>
          <GroupTable groups={targetGroups} onEdit={setEditing} />
          <div className="panel">
            <h2>{t('revisitRule')} <Tag>{t('versionOf', { version: revisitRule.version })}</Tag></h2>
            <RuleForm key={`${revisitRule.areaCode} ${revisitRule.version}`} areaCode={areaCode} steps={revisitRule.steps} onDone={reading.refetch} />
          </div>
          <Modal open={editing !== null} width={860} footer={null} destroyOnHidden title={t(editing === 'new' ? 'newGroup' : 'editGroup')} onCancel={() => setEditing(null)}>
            {editing ? <GroupForm areaCode={areaCode} group={editing === 'new' ? null : editing} onDone={() => { setEditing(null); reading.refetch(); }} /> : null}
          </Modal>
        </>
      )}
    </Shown>
  );
}

function GroupTable({ groups, onEdit }: { groups: readonly Group[]; onEdit(group: Group): void }) {
  const t = useWords('sweep');
  const side = useLanguage();
  const { moment } = useFormats();
  return (
    <Table<Group>
      size="middle" rowKey="id" pagination={false} dataSource={groups} scroll={{ x: 800 }}
      locale={{ emptyText: <Nothing text={t('noGroups')} /> }}
      expandable={{
        expandedRowRender: (group) => (
          <ul>
            {group.history.map((version) => (
              <li key={version.version}>{t('versionOf', { version: version.version })} · {moment(version.madeAt)} · {version.madeBy} · {version.questions.map((question) => question[side]).join('；')}</li>
            ))}
          </ul>
        ),
      }}
      columns={[
        { title: t('groupName'), dataIndex: 'name' },
        { title: t('area'), render: (_, group) => placeName(group.area) },
        { title: t('version'), dataIndex: 'version', width: 80, align: 'right' },
        { title: t('questions'), render: (_, group) => group.questions.map((question) => <Tag key={question.id}>{question[side]}{question.required ? ' *' : ''}</Tag>) },
        { title: '', width: 90, render: (_, group) => <ScopedButton scope="sweep:open" size="small" onClick={() => onEdit(group)}>{t('editGroup')}</ScopedButton> },
      ]}
    />
  );
}

interface QuestionFields { id: string; kind: QuestionKind; zh: string; en: string; required: boolean; choices: string }
interface GroupFields { name: string; areaCode: string; questions: QuestionFields[] }

const blank: QuestionFields = { id: '', kind: 'YES_NO', zh: '', en: '', required: false, choices: '' };
const fieldsOf = { TARGET_GROUP_NAME_TAKEN: 'name' };

function GroupForm({ areaCode, group, onDone }: { areaCode: string; group: TargetGroupRowFragment | null; onDone(): void }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  const jurisdiction = useActor().areaCode;
  const { message } = App.useApp();
  const [form] = Form.useForm<GroupFields>();
  const { submit, busy, refusal } = useKeyedSubmission(PutTargetGroupDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const required = [{ required: true, message: shell('required') }];
  const initial: GroupFields = {
    name: group?.name ?? '', areaCode: group?.area.code ?? areaCode,
    questions: group ? group.questions.map((question) => ({ ...question, choices: textOfChoices(question.choices) })) : [blank],
  };
  const send = async ({ name, areaCode: at, questions }: GroupFields) => {
    const answer = await submit({
      name, areaCode: at, id: group?.id ?? null, basedOn: group?.version ?? null,
      questions: questions.map(({ id, kind, zh, en, required: demanded, choices }) => ({ id, kind, zh, en, required: demanded ?? false, choices: kind === 'CHOICE' ? choicesOf(choices ?? '') : [] })),
    });
    if (!answer) return;
    void message.success(t('savedVersion', { version: answer.putTargetGroup.version }));
    onDone();
  };
  return (
    <Form<GroupFields> form={form} layout="vertical" initialValues={initial} onFinish={(fields) => void send(fields)}>
      <RefusalAlert refusal={unplaced} />
      <p className="muted">{t('versionNote')}</p>
      <Form.Item name="name" label={t('groupName')} rules={required}><Input autoFocus maxLength={60} placeholder={t('groupPlaceholder')} /></Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={required} hidden={group !== null}><AreaSelect within={jurisdiction} /></Form.Item>
      <Form.List name="questions">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name: at }) => <QuestionFieldset key={key} at={at} onRemove={rows.length > 1 ? () => remove(at) : null} />)}
            <Button onClick={() => add(blank)} disabled={rows.length >= 20}>{t('addQuestion')}</Button>
          </>
        )}
      </Form.List>
      <Button type="primary" htmlType="submit" block loading={busy} style={{ marginTop: 16 }}>{t('saveVersion')}</Button>
    </Form>
  );
}

function QuestionFieldset({ at, onRemove }: { at: number; onRemove: (() => void) | null }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  const term = useTerms();
  const required = [{ required: true, message: shell('required') }];
  const kind = Form.useWatch(['questions', at, 'kind']) as QuestionKind | undefined;
  return (
    <fieldset className="question-fields">
      <legend>{t('question')} {at + 1}</legend>
      <div className="question-row">
        <Form.Item name={[at, 'id']} label={t('questionId')} rules={required}><Input maxLength={40} style={{ width: 120 }} /></Form.Item>
        <Form.Item name={[at, 'kind']} label={t('kind')}><Select style={{ width: 130 }} options={kinds.map((value) => ({ value, label: term('QuestionKind', value) }))} /></Form.Item>
        <Form.Item name={[at, 'zh']} label={t('questionZh')} rules={required}><Input maxLength={100} style={{ width: 210 }} /></Form.Item>
        <Form.Item name={[at, 'en']} label={t('questionEn')} rules={required}><Input maxLength={100} style={{ width: 210 }} /></Form.Item>
        <Form.Item name={[at, 'required']} valuePropName="checked" label=" "><Checkbox>{t('demanded')}</Checkbox></Form.Item>
        {onRemove ? <Form.Item label=" "><Button danger type="text" aria-label={t('removeQuestion')} onClick={onRemove}>✕</Button></Form.Item> : null}
      </div>
      {kind === 'CHOICE' ? <Form.Item name={[at, 'choices']} label={t('choices')} rules={required}><Input.TextArea rows={3} /></Form.Item> : null}
    </fieldset>
  );
}

interface StepFields { outcome: SweepOutcome; afterHours: number; atMost: number; escalateTo: EscalationLevel }

function RuleForm({ areaCode, steps, onDone }: { areaCode: string; steps: readonly RevisitStepRowFragment[]; onDone(): void }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(PutRevisitRuleDocument);
  const levels = (['COMMUNITY', 'STREET'] as const).map((value) => ({ value, label: term('EscalationLevel', value) }));
  const send = async (fields: { steps: StepFields[] }) => {
    const answer = await submit({ areaCode, steps: fields.steps });
    if (!answer) return;
    void message.success(t('savedVersion', { version: answer.putRevisitRule.version }));
    onDone();
  };
  const wanted = (['ABSENT', 'REFUSED', 'NOT_FOUND'] as const).map((outcome) => {
    const known = steps.find((step) => step.outcome === outcome);
    return { outcome, afterHours: known?.afterHours ?? 4, atMost: known?.atMost ?? 3, escalateTo: known?.escalateTo ?? ('COMMUNITY' as const) };
  });
  return (
    <Form<{ steps: StepFields[] }> layout="inline" initialValues={{ steps: wanted }} onFinish={(fields) => void send(fields)} style={{ rowGap: 8 }}>
      <RefusalAlert refusal={refusal} />
      <p className="muted" style={{ width: '100%' }}>{t('ruleNote')}</p>
      {wanted.map(({ outcome }, at) => (
        <div key={outcome} className="question-row">
          <Form.Item name={['steps', at, 'outcome']} hidden><Input /></Form.Item>
          <strong style={{ width: 90 }}>{term('SweepOutcome', outcome)}</strong>
          <Form.Item name={['steps', at, 'afterHours']} label={t('afterHours')}><InputNumber min={0} max={168} precision={0} /></Form.Item>
          <Form.Item name={['steps', at, 'atMost']} label={t('atMost')}><InputNumber min={1} max={20} precision={0} /></Form.Item>
          <Form.Item name={['steps', at, 'escalateTo']} label={t('escalateTo')}><Select style={{ width: 110 }} options={levels} /></Form.Item>
        </div>
      ))}
      <ScopedButton scope="sweep:open" htmlType="submit" loading={busy}>{t('saveRule')}</ScopedButton>
    </Form>
  );
}
