import { Table, Tabs, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { EvidenceText } from '../codes/evidence-text.tsx';
import { PersonTrailDocument } from '../generated/operations.ts';
import type { PersonTrailQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { orderColours } from '../isolation/order-colours.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { Nothing, Shown } from '../shell/states.tsx';
import { useRoleNames } from '../shell/who-can.tsx';

type Trail = NonNullable<PersonTrailQuery['person']>;
type Look = Trail['looks']['edges'][number]['node'];
type Change = Trail['changes']['edges'][number]['node'];
type Step = NonNullable<Trail['orderHistory']>[number];

/** Who has looked at this person, and who changed the person's status by which rule. */
export function TrailPanel({ personId }: { personId: string }) {
  const t = useWords('person');
  const withOrders = useScope('isolation:read');
  const reading = useReading({ query: PersonTrailDocument, variables: { id: personId, withOrders } });
  return (
    <div className="panel">
      <Shown reading={reading} rows={3}>
        {({ person }) => (person ? <TrailTabs trail={person} /> : <Nothing text={t('noSuchPerson')} />)}
      </Shown>
    </div>
  );
}

function TrailTabs({ trail: { looks, changes, orderHistory } }: { trail: Trail }) {
  const t = useWords('person');
  const common = { size: 'small', pagination: false, scroll: { x: 700 } } as const;
  const lookColumns = useLookColumns();
  const changeColumns = useChangeColumns();
  const stepColumns = useStepColumns();
  const empty = (text: string) => ({ emptyText: <Nothing text={text} /> });
  return (
    <Tabs
      size="small"
      items={[
        { key: 'looks', label: t('looks', { count: looks.totalCount }), children: <Table {...common} rowKey={(row) => `${row.at}${row.operation}`} columns={lookColumns} dataSource={looks.edges.map(({ node }) => node)} locale={empty(t('noLooks'))} /> },
        { key: 'changes', label: t('changes', { count: changes.totalCount }), children: <Table {...common} rowKey={(row) => `${row.at}${row.operation}`} columns={changeColumns} dataSource={changes.edges.map(({ node }) => node)} locale={empty(t('noChanges'))} /> },
        ...(orderHistory ? [{ key: 'orders', label: t('orderHistory'), children: <Table {...common} rowKey="id" columns={stepColumns} dataSource={orderHistory} locale={empty(t('noOrderHistory'))} /> }] : []),
      ]}
    />
  );
}

function Who({ row: { agency, roles, actorId } }: { row: Pick<Look, 'agency' | 'roles' | 'actorId'> }) {
  const names = useRoleNames(roles);
  return <>{[agency?.title, ...names].filter(Boolean).join(' · ')} <span className="muted">{actorId ?? ''}</span></>;
}

function useLookColumns(): ColumnsType<Look> {
  const t = useWords('person');
  const term = useTerms();
  const { moment } = useFormats();
  return [
    { title: t('at'), dataIndex: 'at', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
    { title: t('who'), render: (_, row) => <><Who row={row} />{row.glassId ? <Tag color="red">{t('byGlass')}</Tag> : null}</> },
    { title: t('fields'), render: (_, { fields }) => fields.map((field) => <Tag key={field}>{term('PersonalField', field)}</Tag>) },
    { title: t('operation'), render: (_, { service, operation }) => <span className="muted">{service} · {operation}</span> },
  ];
}

function useChangeColumns(): ColumnsType<Change> {
  const t = useWords('person');
  const { moment } = useFormats();
  return [
    { title: t('at'), dataIndex: 'at', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
    { title: t('who'), render: (_, row) => <Who row={row} /> },
    { title: t('operation'), dataIndex: 'operation' },
    { title: t('byRule'), render: (_, { rule, reason }) => <>{rule ?? '—'} {reason ? <span className="muted">{reason}</span> : null}</> },
  ];
}

function useStepColumns(): ColumnsType<Step> {
  const t = useWords('person');
  const code = useWords('code');
  const term = useTerms();
  const { moment } = useFormats();
  return [
    { title: t('at'), dataIndex: 'at', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
    { title: t('order'), className: 'nowrap', render: (_, { step, mode }) => <><Tag color={orderColours[step]}>{term('OrderState', step)}</Tag>{term('OrderMode', mode)}</> },
    { title: t('byRule'), dataIndex: 'ruleVersion', className: 'nowrap', render: (version: string) => t('protocol', { version }) },
    { title: t('why'), render: (_, { reason, evidence }) => <>{reason ? <div>{term('OrderReason', reason)}</div> : null}<EvidenceText evidence={evidence} /></> },
    { title: t('decidedBy'), render: (_, { decidedBy, approvedBy }) => <>{decidedBy ?? <span className="muted">{code('byRule')}</span>}{approvedBy ? <div className="muted">{code('approvedBy', { name: approvedBy })}</div> : null}</> },
  ];
}
