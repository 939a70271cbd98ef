import { App, Checkbox, Form, Input, Modal, Radio, Table, Tag } from 'antd';
import { useState } from 'react';
import { DiscrepanciesDocument, ResolveDiscrepancyDocument } from '../generated/operations.ts';
import type { DiscrepanciesQuery, DiscrepancyResolution } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';

type Row = DiscrepanciesQuery['discrepancies']['edges'][number]['node'];

const resolutions: readonly DiscrepancyResolution[] = ['CORRECTED', 'CHANGED_SINCE', 'FIRST_RIGHT'];

/** Differences between the two visits, each a correction to be made or explained. */
export function DiscrepancyList({ areaCode, specimenId, onChange }: { areaCode: string; specimenId: string | null; onChange?(): void }) {
  const t = useWords('specimen');
  const term = useTerms();
  const { moment } = useFormats();
  const [openOnly, setOpenOnly] = useState(true);
  const [shown, setShown] = useState<Row | null>(null);
  const paging = usePaging([areaCode, specimenId, openOnly].join(' '));
  const reading = useReading({ query: DiscrepanciesDocument, variables: { areaCode, specimenId, open: openOnly ? true : null, first: 50, after: paging.after }, requestPolicy: 'cache-and-network' });
  const told = (row: Row, answer: string | null | undefined) => (answer && row.field === 'OCCUPANCY' ? term('Occupancy', answer) : (answer ?? '—'));
  return (
    <>
      <div className="toolbar"><Checkbox checked={openOnly} onChange={(event) => setOpenOnly(event.target.checked)}>{t('openOnly')}</Checkbox></div>
      <Shown reading={reading}>
        {({ discrepancies }) => (
          <>
            <Table<Row>
              size="middle" rowKey="id" pagination={false} dataSource={discrepancies.edges.map((edge) => edge.node)} scroll={{ x: 900 }}
              locale={{ emptyText: <Nothing text={t('noDiscrepancies')} /> }}
              columns={[
                { title: t('household'), render: (_, row) => row.household.address },
                ...(specimenId ? [] : [{ title: t('specimen'), render: (_: unknown, row: Row) => row.specimen.title }]),
                { title: t('field'), render: (_, row) => term('SpecimenField', row.field) },
                { title: t('first'), render: (_, row) => told(row, row.firstAnswer) },
                { title: t('second'), render: (_, row) => told(row, row.secondAnswer) },
                { title: t('dueAt'), className: 'nowrap', render: (_, row) => <span className={row.overdue ? 'is-amber' : ''}>{moment(row.dueAt)}</span> },
                {
                  title: t('resolution'),
                  render: (_, row) => row.resolution
                    ? <><Tag color="green">{term('DiscrepancyResolution', row.resolution)}</Tag>{row.changeType ? <span className="muted">{term('ChangedRecord', row.changeType)}{row.changeVersion ? ` v${row.changeVersion}` : ''} · </span> : null}{[row.doneBy, row.note].filter(Boolean).join(' · ')}</>
                    : <ScopedButton scope="specimen:correct" size="small" type="primary" onClick={() => setShown(row)}>{t('resolve')}</ScopedButton>,
                },
              ]}
            />
            <Pager paging={paging} totalCount={discrepancies.totalCount} pageInfo={discrepancies.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={shown !== null} title={t('resolve')} footer={null} destroyOnHidden onCancel={() => setShown(null)}>
        {shown ? <ResolveForm row={shown} told={told} onDone={() => { setShown(null); reading.refetch(); onChange?.(); }} /> : null}
      </Modal>
    </>
  );
}

function ResolveForm({ row, told, onDone }: { row: Row; told(row: Row, answer: string | null | undefined): string; onDone(): void }) {
  const t = useWords('specimen');
  const term = useTerms();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(ResolveDiscrepancyDocument);
  const send = async ({ resolution, note }: { resolution: DiscrepancyResolution; note?: string }) => {
    if (!(await submit({ input: { discrepancyId: row.id, version: row.version, resolution, note: note || null } }))) return;
    void message.success(t('saved'));
    onDone();
  };
  return (
    <Form<{ resolution: DiscrepancyResolution; note?: string }> layout="vertical" initialValues={{ resolution: 'CORRECTED' }} onFinish={(values) => void send(values)}>
      <RefusalAlert refusal={refusal} />
      <p><b>{row.household.address}</b> · {term('SpecimenField', row.field)}：{told(row, row.firstAnswer)} → {told(row, row.secondAnswer)}</p>
      <Form.Item name="resolution" label={t('resolution')} extra={t('resolveHint')}>
        <Radio.Group options={resolutions.map((value) => ({ value, label: term('DiscrepancyResolution', value) }))} />
      </Form.Item>
      <Form.Item
        name="note" label={t('note')} dependencies={['resolution']}
        rules={[({ getFieldValue }) => ({ validator: (_, text?: string) => (getFieldValue('resolution') === 'CORRECTED' || text?.trim() ? Promise.resolve() : Promise.reject(new Error(t('noteNeeded')))) })]}
      >
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <ScopedButton scope="specimen:correct" type="primary" htmlType="submit" block loading={busy}>{t('resolve')}</ScopedButton>
    </Form>
  );
}
