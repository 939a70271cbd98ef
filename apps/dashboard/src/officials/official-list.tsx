import { App, Button, Form, Input, Modal, Popconfirm, Select, Switch, Table } from 'antd';
import { useState } from 'react';
import { AreaSelect } from '../areas/area-select.tsx';
import { placeName } from '../areas/place-name.ts';
import { LeaveOfficialDocument, OfficialsDocument, RegisterOfficialsDocument } from '../generated/operations.ts';
import type { OfficialPost, OfficialRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission, useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';

export const posts = ['DISTRICT_LEADER', 'BUREAU', 'STREET', 'COMMUNITY', 'POLICE', 'DOCTOR', 'VOLUNTEER'] as const satisfies readonly OfficialPost[];
const officialChanges = { additionalTypenames: ['Official'] };

/** Who holds key persons and looks after households, of an area and of those above it. */
export function OfficialList({ areaCode, liaisonOnly = false, onChange }: { areaCode: string; liaisonOnly?: boolean; onChange?(): void }) {
  const t = useWords('official');
  const term = useTerms();
  const { count } = useFormats();
  const { scopes } = useActor();
  const writes = scopes.has('keyperson:write') || scopes.has('liaison:assign');
  const [post, setPost] = useState<OfficialPost | null>(null);
  const [search, setSearch] = useState('');
  const [adding, setAdding] = useState(false);
  const paging = usePaging(`${areaCode} ${post} ${search} ${liaisonOnly}`);
  const reading = useReading({ query: OfficialsDocument, variables: { areaCode, post, liaisonOnly, search: search || null, first: 50, after: paging.after }, context: officialChanges });
  const changed = () => {
    reading.refetch();
    onChange?.();
  };
  return (
    <>
      <div className="toolbar">
        <Input.Search allowClear placeholder={t('find')} aria-label={t('find')} style={{ width: 240 }} onSearch={setSearch} />
        <Select<OfficialPost | ''> value={post ?? ''} aria-label={t('post')} style={{ width: 160 }} onChange={(value) => setPost(value || null)} options={[{ value: '' as const, label: t('all') }, ...posts.map((value) => ({ value, label: term('OfficialPost', value) }))]} />
        {writes ? <Button type="primary" onClick={() => setAdding(true)}>{t('add')}</Button> : null}
      </div>
      <Shown reading={reading}>
        {({ officials }) => (
          <>
            <Table<OfficialRowFragment>
              size="small" rowKey="id" pagination={false} scroll={{ x: 860 }} dataSource={officials.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('none')} /> }}
              columns={[
                { title: t('name'), dataIndex: 'name' },
                { title: t('unit'), dataIndex: 'unit' },
                { title: t('post'), render: (_, row) => term('OfficialPost', row.post) },
                { title: t('area'), render: (_, row) => placeName(row.area) },
                { title: t('phone'), dataIndex: 'phone', className: 'nowrap' },
                { title: t('keyPersons'), align: 'right', render: (_, row) => count(row.keyPersons) },
                { title: t('households'), align: 'right', render: (_, row) => (row.liaison ? count(row.households) : '—') },
                { title: '', className: 'no-print', width: 90, render: (_, row) => (writes && row.area.code.startsWith(areaCode) ? <Leave officialId={row.id} onDone={changed} /> : null) },
              ]}
            />
            <Pager paging={paging} totalCount={officials.totalCount} pageInfo={officials.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={adding} title={t('add')} footer={null} destroyOnHidden onCancel={() => setAdding(false)}>
        <OfficialForm areaCode={areaCode} liaison={liaisonOnly} onDone={() => { setAdding(false); changed(); }} />
      </Modal>
    </>
  );
}

function Leave({ officialId, onDone }: { officialId: string; onDone(): void }) {
  const t = useWords('official');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(LeaveOfficialDocument);
  useTold(refusal);
  const leave = async () => {
    if (!(await submit({ officialId }))) return;
    void message.success(t('left'));
    onDone();
  };
  return (
    <Popconfirm title={t('leaveSure')} okText={t('leave')} okButtonProps={{ danger: true }} onConfirm={() => void leave()}>
      <Button size="small" loading={busy}>{t('leave')}</Button>
    </Popconfirm>
  );
}

interface OfficialEntry {
  areaCode: string;
  name: string;
  unit: string;
  post: OfficialPost;
  phone?: string;
  accountId?: string;
  liaison: boolean;
}

const fieldsOf = { NAME_INVALID: 'name', OFFICIAL_INVALID: 'unit', PHONE_INVALID: 'phone', OFFICIAL_ACCOUNT_TAKEN: 'accountId', AREA_NOT_YOURS: 'areaCode' };

function OfficialForm({ areaCode, liaison, onDone }: { areaCode: string; liaison: boolean; onDone(): void }) {
  const t = useWords('official');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const { areaCode: own } = useActor();
  const [form] = Form.useForm<OfficialEntry>();
  const { submit, busy, refusal } = useKeyedSubmission(RegisterOfficialsDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const enter = async ({ areaCode: where, phone, accountId, ...official }: OfficialEntry) => {
    if (!(await submit({ areaCode: where, officials: [{ ...official, phone: phone?.trim() || null, accountId: accountId?.trim() || null }] }))) return;
    void message.success(t('entered'));
    onDone();
  };
  const required = [{ required: true, whitespace: true, message: shell('required') }];
  return (
    <Form<OfficialEntry> form={form} layout="vertical" initialValues={{ areaCode, liaison, post: liaison ? 'BUREAU' : undefined }} onFinish={(entry) => void enter(entry)}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="name" label={t('name')} rules={required}><Input autoComplete="off" /></Form.Item>
      <Form.Item name="unit" label={t('unit')} extra={t('unitHint')} rules={required}><Input autoComplete="off" maxLength={60} /></Form.Item>
      <Form.Item name="post" label={t('post')} rules={[{ required: true, message: shell('required') }]}><Select options={posts.map((value) => ({ value, label: term('OfficialPost', value) }))} /></Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={[{ required: true, message: shell('required') }]}><AreaSelect within={own} /></Form.Item>
      <Form.Item name="phone" label={t('phone')}><Input autoComplete="off" inputMode="tel" /></Form.Item>
      <Form.Item name="accountId" label={t('account')} extra={t('accountHint')}><Input autoComplete="off" /></Form.Item>
      <Form.Item name="liaison" label={t('liaison')} valuePropName="checked"><Switch /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('add')}</Button>
    </Form>
  );
}
