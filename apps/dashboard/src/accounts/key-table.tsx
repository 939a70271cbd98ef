import { App, Modal, Popconfirm, Space, Table, Tag, Tooltip } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { MachineKeysDocument, RevokeKeyDocument } from '../generated/operations.ts';
import type { KeyRowFragment } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { KeyForm } from './key-form.tsx';
import type { ScopeChoice } from './key-form.tsx';

export function KeyTable({ areaCode, scopes }: { areaCode: string; scopes: readonly ScopeChoice[] }) {
  const t = useWords('account');
  const [editing, setEditing] = useState<KeyRowFragment | 'new' | null>(null);
  const paging = usePaging(areaCode);
  const reading = useReading({ query: MachineKeysDocument, variables: { areaCode, first: 50, after: paging.after } });
  const columns = useColumns(setEditing, reading.refetch);
  return (
    <>
      <div className="toolbar">
        <div className="spread" />
        <ScopedButton scope="key:manage" type="primary" disabled={scopes.length === 0} onClick={() => setEditing('new')}>{t('registerKey')}</ScopedButton>
      </div>
      <Shown reading={reading}>
        {({ machineKeys }) => (
          <>
            <Table size="middle" rowKey="id" pagination={false} scroll={{ x: 900 }} columns={columns} dataSource={machineKeys.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('noKeys')} /> }} />
            <Pager paging={paging} totalCount={machineKeys.totalCount} pageInfo={machineKeys.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={editing !== null} title={editing === 'new' || !editing ? t('registerKey') : t('rotateTitle', { label: editing.label })} footer={null} destroyOnHidden onCancel={() => setEditing(null)}>
        <KeyForm replaced={editing === 'new' ? null : editing} scopes={scopes} onDone={() => { setEditing(null); reading.refetch(); }} />
      </Modal>
    </>
  );
}

function useColumns(onRotate: (key: KeyRowFragment) => void, onDone: () => void): ColumnsType<KeyRowFragment> {
  const t = useWords('account');
  const { moment } = useFormats();
  return [
    { title: t('label'), dataIndex: 'label', render: (label: string) => <b>{label}</b> },
    { title: t('scopes'), render: (_, { scopes }) => scopes.map(({ name, opens }) => <Tooltip key={name} title={opens}><Tag tabIndex={0}>{name}</Tag></Tooltip>) },
    { title: t('area'), render: (_, { area }) => placeName(area) },
    { title: t('fingerprint'), render: (_, { fingerprint }) => <Tooltip title={fingerprint}><code tabIndex={0}>{fingerprint.slice(0, 12)}…</code></Tooltip> },
    {
      title: t('expiresAt'),
      className: 'nowrap',
      render: (_, { revokedAt, expiresAt, replacedBy }) => (revokedAt
        ? <Tag color="red">{t('ended', { at: moment(revokedAt) })}</Tag>
        : <>{expiresAt.slice(0, 10)} {replacedBy ? <Tag>{t('replaced')}</Tag> : null}</>),
    },
    { title: '', width: 170, render: (_, key) => (key.revokedAt || key.replacedBy ? null : <KeyActions machineKey={key} onRotate={() => onRotate(key)} onDone={onDone} />) },
  ];
}

function KeyActions({ machineKey, onRotate, onDone }: { machineKey: KeyRowFragment; onRotate(): void; onDone(): void }) {
  const t = useWords('account');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(RevokeKeyDocument);
  useTold(refusal);
  const revoke = async () => {
    if (!(await submit({ keyId: machineKey.id }))) return;
    void message.success(t('revokedNow'));
    onDone();
  };
  return (
    <Space size={8}>
      <ScopedButton scope="key:manage" size="small" onClick={onRotate}>{t('rotate')}</ScopedButton>
      <Popconfirm title={t('revokeSure', { label: machineKey.label })} okText={t('revoke')} okButtonProps={{ danger: true }} onConfirm={() => void revoke()}>
        <ScopedButton scope="key:manage" size="small" danger loading={busy}>{t('revoke')}</ScopedButton>
      </Popconfirm>
    </Space>
  );
}
