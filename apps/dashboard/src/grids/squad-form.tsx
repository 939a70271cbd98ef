import { App, Button, Form, Input, Space } from 'antd';
import { SaveSquadDocument } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';

interface Fields {
  members: { name: string; duty?: string | null }[];
}

interface Squad {
  headName: string;
  members: number;
  list: readonly { name: string; duty?: string | null }[];
}

const [least, most] = [5, 10];

/** Who is in a grid's squad, the head first. */
export function SquadForm({ gridCode, squad, onDone }: { gridCode: string; squad: Squad | null; onDone(): void }) {
  const t = useWords('grid');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(SaveSquadDocument);
  const known = squad?.list.length ? squad.list : [{ name: squad?.headName ?? '' }, ...Array.from({ length: (squad?.members ?? least) - 1 }, () => ({ name: '' }))];
  const send = async ({ members }: Fields) => {
    if (!(await submit({ input: { gridCode, members: members.map(({ name, duty }) => ({ name: name.trim(), duty: duty?.trim() || null })) } }))) return;
    void message.success(t('squadSaved'));
    onDone();
  };
  return (
    <Form<Fields> layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ members: known.map(({ name, ...rest }) => ({ name, duty: 'duty' in rest ? rest.duty : null })) }}>
      <p className="muted">{t('squadHint')}</p>
      <RefusalAlert refusal={refusal} />
      <Form.List name="members">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }, at) => (
              <Space key={key} align="baseline">
                <span className="muted nowrap">{at === 0 ? t('head') : at + 1}</span>
                <Form.Item name={[name, 'name']} rules={[{ required: true, whitespace: true, message: shell('required') }]}><Input maxLength={50} aria-label={`${t('name')} ${at + 1}`} placeholder={t('name')} /></Form.Item>
                <Form.Item name={[name, 'duty']}><Input maxLength={40} aria-label={`${t('duty')} ${at + 1}`} placeholder={t('duty')} /></Form.Item>
                <Button size="small" disabled={rows.length <= least} onClick={() => remove(name)}>{t('remove')}</Button>
              </Space>
            ))}
            <Button block type="dashed" disabled={rows.length >= most} onClick={() => add({ name: '' })}>{t('addMember')}</Button>
          </>
        )}
      </Form.List>
      <Button type="primary" htmlType="submit" block loading={busy} style={{ marginTop: 14 }}>{shell('save')}</Button>
    </Form>
  );
}
