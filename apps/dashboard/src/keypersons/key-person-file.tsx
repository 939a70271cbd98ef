import { App, Button, Form, Input, List, Popconfirm } from 'antd';
import { EndKeyPersonDocument, KeyPersonFileDocument, TakeBackPostDocument } from '../generated/operations.ts';
import type { TeamPostRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import type { Word } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { TeamForm } from './team-form.tsx';
import { TeamTags } from './team-tags.tsx';

const changes = { additionalTypenames: ['KeyPerson', 'TeamGiven', 'Official'] };

/** One key person: the team, who held which role before, and what can be done. */
export function KeyPersonFile({ id, areaCode, onEnded }: { id: string; areaCode: string; onEnded(): void }) {
  const t = useWords('keyPerson');
  const term = useTerms();
  const writes = useScope('keyperson:write');
  const reading = useReading({ query: KeyPersonFileDocument, variables: { id }, context: changes });
  return (
    <Shown reading={reading}>
      {({ keyPerson }) => (keyPerson ? (
        <>
          <h2><PersonLink person={keyPerson.person} /> <span className="muted">{term('KeyReason', keyPerson.reason)} · {keyPerson.since}</span></h2>
          <p>{keyPerson.person.household?.address} {keyPerson.person.phone}</p>
          {keyPerson.note ? <p>{keyPerson.note}</p> : null}
          <TeamTags keyPerson={keyPerson} />
          <List
            size="small"
            dataSource={keyPerson.team}
            renderItem={(post) => (
              <List.Item actions={writes ? [<TakeBack key="back" keyPersonId={id} post={post} />] : []}>
                {term('TeamRole', post.role)}：{post.official.name} <span className="muted">{post.official.unit} {post.official.phone}</span>
              </List.Item>
            )}
          />
          {writes ? <TeamForm key={keyPerson.team.map((post) => post.official.id).join()} areaCode={areaCode} keyPersonIds={[id]} onDone={reading.refetch} /> : null}
          <h3>{t('history')}</h3>
          <History posts={keyPerson.history} />
          {writes ? <End keyPersonId={id} onDone={onEnded} /> : null}
        </>
      ) : <Nothing text={t('none')} />)}
    </Shown>
  );
}

function History({ posts }: { posts: readonly TeamPostRowFragment[] }) {
  const t = useWords('keyPerson');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <List
      size="small"
      dataSource={[...posts]}
      locale={{ emptyText: t('noHistory') }}
      renderItem={(post) => (
        <List.Item>
          {term('TeamRole', post.role)}：{post.official.name} <span className="muted">{post.official.unit} · {moment(post.since)} – {moment(post.until)} · {post.endReason ? t(post.endReason as Word<'keyPerson'>) : ''} {t('by')} {post.endedBy}</span>
        </List.Item>
      )}
    />
  );
}

function TakeBack({ keyPersonId, post }: { keyPersonId: string; post: TeamPostRowFragment }) {
  const t = useWords('keyPerson');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(TakeBackPostDocument);
  useTold(refusal);
  const takeBack = async () => {
    if (await submit({ input: { keyPersonId, role: post.role } })) void message.success(t('takenBack'));
  };
  return (
    <Popconfirm title={t('takeBackSure')} okText={t('takeBack')} onConfirm={() => void takeBack()}>
      <Button size="small" loading={busy}>{t('takeBack')}</Button>
    </Popconfirm>
  );
}

const endFields = { REASON_MISSING: 'reason', REASON_TOO_LONG: 'reason', REASON_NAMES_PERSON: 'reason' };

function End({ keyPersonId, onDone }: { keyPersonId: string; onDone(): void }) {
  const t = useWords('keyPerson');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const { submit, busy, refusal } = useSubmission(EndKeyPersonDocument);
  const unplaced = useFieldRefusal(form, refusal, endFields);
  const end = async ({ reason }: { reason: string }) => {
    if (!(await submit({ input: { keyPersonId, reason: reason.trim() } }))) return;
    void message.success(t('ended'));
    onDone();
  };
  return (
    <Form form={form} layout="vertical" onFinish={(entry) => void end(entry)} style={{ marginTop: 24 }}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="reason" label={t('endReason')} rules={[{ required: true, whitespace: true, message: shell('required') }]}><Input maxLength={200} /></Form.Item>
      <Button danger htmlType="submit" loading={busy}>{t('end')}</Button>
    </Form>
  );
}
