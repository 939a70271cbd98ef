import { App, Button, Checkbox, Input, Modal, Radio, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { placeName } from '../areas/place-name.ts';
import { AnswerAssistDocument, AssistRequestsDocument, RegisterPeopleDocument } from '../generated/operations.ts';
import type { AssistDirection, AssistRequestsQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';

type Request = AssistRequestsQuery['assistRequests']['edges'][number]['node'];

/** Assist requests 协查 that an area was sent, or that it sent itself. */
export function AssistList({ areaCode, direction }: { areaCode: string; direction: AssistDirection }) {
  const t = useWords('reconcile');
  const term = useTerms();
  const { moment } = useFormats();
  const [openOnly, setOpenOnly] = useState(true);
  const [answering, setAnswering] = useState<Request | null>(null);
  const paging = usePaging(`${areaCode} ${direction} ${String(openOnly)}`);
  const reading = useReading({ query: AssistRequestsDocument, variables: { areaCode, direction, openOnly, first: 50, after: paging.after } });
  return (
    <>
      <div className="toolbar"><Checkbox checked={openOnly} onChange={(event) => setOpenOnly(event.target.checked)}>{t('openOnly')}</Checkbox></div>
      <Shown reading={reading}>
        {({ assistRequests }) => (
          <>
            <Table<Request>
              size="middle"
              rowKey="id"
              pagination={false}
              dataSource={assistRequests.edges.map((edge) => edge.node)}
              scroll={{ x: 900 }}
              locale={{ emptyText: <Nothing text={t('noAssists')} /> }}
              columns={[
                { title: t('name'), render: (_, row) => row.listed.name ?? '—' },
                { title: t('idNumber'), render: (_, row) => row.listed.idNumber ?? '—' },
                { title: t('phone'), render: (_, row) => row.listed.phone ?? '—' },
                direction === 'IN' ? { title: t('from'), render: (_, row) => placeName(row.from) } : { title: t('to'), render: (_, row) => placeName(row.to) },
                { title: t('note'), dataIndex: 'note' },
                { title: t('dueAt'), className: 'nowrap', render: (_, row) => <span className={row.overdue ? 'is-amber' : ''}>{moment(row.dueAt)}</span> },
                {
                  title: t('answer'),
                  render: (_, row) => row.answer
                    ? <><Tag>{term('AssistAnswer', row.answer)}</Tag>{row.answerNote}</>
                    : direction === 'IN' && <ScopedButton scope="reconciliation:handle" size="small" type="primary" onClick={() => setAnswering(row)}>{t('answer')}</ScopedButton>,
                },
              ]}
            />
            <Pager paging={paging} totalCount={assistRequests.totalCount} pageInfo={assistRequests.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={answering !== null} title={t('answer')} footer={null} destroyOnHidden onCancel={() => setAnswering(null)}>
        {answering ? <AnswerForm request={answering} onDone={() => { setAnswering(null); reading.refetch(); }} /> : null}
      </Modal>
    </>
  );
}

function AnswerForm({ request, onDone }: { request: Request; onDone(): void }) {
  const t = useWords('reconcile');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(AnswerAssistDocument);
  const [found, setFound] = useState(false);
  const [personId, setPersonId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const send = async () => {
    if (!(await submit({ input: { assistId: request.id, found, personId: found ? personId : null, note: note || null } }))) return;
    void message.success(t('saved'));
    onDone();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <p><b>{request.listed.name}</b> {request.listed.idNumber} {request.listed.phone} {request.listed.address}</p>
      <Radio.Group value={found} onChange={(event) => setFound(Boolean(event.target.value))} optionType="button" options={[{ value: true, label: t('answerFound') }, { value: false, label: t('answerNotFound') }]} />
      {found ? <PersonPicker areaCode={request.to.code} value={personId} onChange={setPersonId} /> : null}
      <Input.TextArea style={{ marginTop: 12 }} rows={2} maxLength={500} placeholder={t('note')} aria-label={t('note')} value={note} onChange={(event) => setNote(event.target.value)} />
      <Button type="primary" block style={{ marginTop: 12 }} loading={busy} disabled={found && !personId} onClick={() => void send()}>{t('answer')}</Button>
    </>
  );
}

/** Finds somebody in the register of an area. */
export function PersonPicker({ areaCode, value, onChange }: { areaCode: string; value: string | null; onChange(id: string): void }) {
  const t = useWords('reconcile');
  const client = useClient();
  const [options, setOptions] = useState<{ value: string; label: string }[]>([]);
  const search = async (text: string) => {
    if (text.trim().length < 2) return;
    const { data } = await client.query(RegisterPeopleDocument, { areaCode, search: text.trim(), first: 20, after: null }).toPromise();
    setOptions((data?.people.edges ?? []).map(({ node }) => ({ value: node.id, label: [node.name, node.birthDate, node.phone, node.household?.address].filter(Boolean).join(' · ') })));
  };
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: (text) => void search(text) }}
      style={{ width: '100%', marginTop: 12 }}
      placeholder={t('whoIsItHint')}
      aria-label={t('whoIsIt')}
      value={value}
      options={options}
      onChange={onChange}
    />
  );
}
