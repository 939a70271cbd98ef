import { App, Button, Form, Input, Modal, Space, Table, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { PersonMergesDocument, UndoMergeDocument } from '../generated/operations.ts';
import type { PersonMergesQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';

type Merge = PersonMergesQuery['personMerges']['edges'][number]['node'];

/** What was merged, by whom, and the way back. */
export function MergeList({ areaCode }: { areaCode: string }) {
  const t = useWords('register');
  const term = useTerms();
  const { moment } = useFormats();
  const paging = usePaging(areaCode);
  const [undoing, setUndoing] = useState<Merge | null>(null);
  const reading = useReading({ query: PersonMergesDocument, variables: { areaCode, first: 20, after: paging.after } });
  return (
    <Shown reading={reading}>
      {({ personMerges: merges }) => (
        <>
          <Table<Merge>
            size="middle"
            rowKey="id"
            pagination={false}
            dataSource={merges.edges.map((edge) => edge.node)}
            scroll={{ x: 900 }}
            locale={{ emptyText: <Nothing text={t('noMerges')} /> }}
            columns={[
              { title: t('person'), render: (_, { kept }) => <><Link to={`/persons/${kept.id}`}>{kept.name}</Link> <span className="muted">{kept.household?.address ?? ''}</span></> },
              { title: t('taken'), render: (_, { taken }) => <Space size={4} wrap>{taken.map((field) => <Tag key={field}>{term('MergeField', field)}</Tag>)}</Space> },
              { title: t('reason'), render: (_, { reason }) => reason ?? '—' },
              { title: t('by'), render: (_, { mergedBy }) => mergedBy },
              { title: t('at'), className: 'nowrap', render: (_, { mergedAt }) => moment(mergedAt) },
              {
                title: '', width: 220,
                render: (_, merge) => merge.undoneAt
                  ? <span className="muted">{t('undone')} · {merge.undoneBy} · {moment(merge.undoneAt)} · {merge.undoReason}</span>
                  : <Tooltip title={merge.mayUndo ? undefined : t('undoLatestFirst')}><Button size="small" disabled={!merge.mayUndo} onClick={() => setUndoing(merge)}>{t('undo')}</Button></Tooltip>,
              },
            ]}
          />
          <Pager paging={paging} totalCount={merges.totalCount} pageInfo={merges.pageInfo} />
          <Modal open={undoing !== null} title={t('undoTitle')} footer={null} destroyOnHidden onCancel={() => setUndoing(null)}>
            {undoing ? <UndoForm merge={undoing} onDone={() => { setUndoing(null); reading.refetch(); }} /> : null}
          </Modal>
        </>
      )}
    </Shown>
  );
}

function UndoForm({ merge, onDone }: { merge: Merge; onDone(): void }) {
  const t = useWords('register');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(UndoMergeDocument);
  const send = async ({ reason }: { reason: string }) => {
    if (!(await submit({ mergeId: merge.id, reason }))) return;
    void message.success(t('undone'));
    onDone();
  };
  return (
    <Form layout="vertical" onFinish={(values: { reason: string }) => void send(values)}>
      <p className="muted">{t('undoHint')}</p>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}><Input autoFocus maxLength={200} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('undo')}</Button>
    </Form>
  );
}
