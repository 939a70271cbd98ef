import { Button, Modal, Segmented, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { AccountsDocument } from '../generated/operations.ts';
import type { AccountRowFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { AccountActions } from './account-actions.tsx';
import { AccountForm } from './account-form.tsx';

export interface RoleChoice {
  name: string;
  title: string;
}

interface AccountTableProps {
  areaCode: string;
  /** The administrator's own account, which others manage. */
  me: string;
  roles: readonly RoleChoice[];
}

export function AccountTable({ areaCode, me, roles }: AccountTableProps) {
  const t = useWords('account');
  const shell = useWords('shell');
  const [shown, setShown] = useState<'ALL' | 'ACTIVE' | 'SUSPENDED'>('ALL');
  const [editing, setEditing] = useState<AccountRowFragment | 'new' | null>(null);
  const paging = usePaging(`${areaCode} ${shown}`);
  const suspended = shown === 'ALL' ? null : shown === 'SUSPENDED';
  const reading = useReading({ query: AccountsDocument, variables: { areaCode, suspended, first: 50, after: paging.after } });
  const columns = useColumns(me, setEditing, reading.refetch);
  const labels = { ALL: shell('all'), ACTIVE: t('active'), SUSPENDED: t('suspended') };
  return (
    <>
      <div className="toolbar">
        <Segmented value={shown} onChange={setShown} options={(['ALL', 'ACTIVE', 'SUSPENDED'] as const).map((value) => ({ value, label: labels[value] }))} />
        <div className="spread" />
        <Button onClick={reading.refetch}>{shell('refresh')}</Button>
        <ScopedButton scope="account:manage" type="primary" onClick={() => setEditing('new')}>{t('register')}</ScopedButton>
      </div>
      <Shown reading={reading}>
        {({ accounts }) => (
          <>
            <Table size="middle" rowKey="id" pagination={false} scroll={{ x: 960 }} columns={columns} dataSource={accounts.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('noAccounts')} /> }} />
            <Pager paging={paging} totalCount={accounts.totalCount} pageInfo={accounts.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={editing !== null} title={editing === 'new' || !editing ? t('register') : t('changeTitle', { id: editing.id })} footer={null} destroyOnHidden onCancel={() => setEditing(null)}>
        <AccountForm account={editing === 'new' ? null : editing} roles={roles} onDone={() => { setEditing(null); reading.refetch(); }} />
      </Modal>
    </>
  );
}

function useColumns(me: string, onEdit: (account: AccountRowFragment) => void, onDone: () => void): ColumnsType<AccountRowFragment> {
  const t = useWords('account');
  const { moment } = useFormats();
  return [
    { title: t('id'), dataIndex: 'id', className: 'nowrap', render: (id: string) => <b>{id}</b> },
    { title: t('name'), dataIndex: 'name' },
    { title: t('roles'), render: (_, { roles }) => roles.map((role) => <Tag key={role.name}>{role.title}</Tag>) },
    { title: t('area'), render: (_, { area }) => placeName(area) },
    {
      title: t('state'),
      className: 'nowrap',
      render: (_, { suspendedAt, suspendedBy }) => (suspendedAt
        ? <><Tag color="red">{t('suspended')}</Tag><span className="muted">{moment(suspendedAt)} {suspendedBy}</span></>
        : <Tag color="green">{t('active')}</Tag>),
    },
    { title: '', width: 280, render: (_, account) => <AccountActions account={account} own={account.id === me} onEdit={() => onEdit(account)} onDone={onDone} /> },
  ];
}
