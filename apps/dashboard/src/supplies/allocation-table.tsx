import { Button, Modal, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { AllocationsDocument } from '../generated/operations.ts';
import type { AllocationRowFragment, AllocationState } from '../generated/operations.ts';
import { useMovingReading } from '../graph/use-moving-reading.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { AllocationLines, AllocationSteps } from './allocation-actions.tsx';
import { PlanAllocationForm } from './plan-allocation-form.tsx';

const states = ['ALL', 'PLANNED', 'APPROVED', 'ISSUED', 'DELIVERED'] as const;
const colours: Readonly<Record<AllocationState, string>> = { PLANNED: 'gold', APPROVED: 'blue', ISSUED: 'cyan', DELIVERED: 'green' };

/** Plans from places of the area: approve, issue, and have each receiver sign. */
export function AllocationTable({ areaCode, moves }: { areaCode: string; moves: number }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const term = useTerms();
  const [state, setState] = useState<(typeof states)[number]>('ALL');
  const [planning, setPlanning] = useState(false);
  const reading = useMovingReading({ query: AllocationsDocument, variables: { areaCode, state: state === 'ALL' ? null : state } }, moves);
  return (
    <>
      <div className="toolbar">
        <Segmented value={state} onChange={setState} options={states.map((value) => ({ value, label: value === 'ALL' ? shell('all') : term('AllocationState', value) }))} />
        <div className="spread" />
        <Button onClick={() => print()}>{shell('print')}</Button>
        <ScopedButton scope="stock:write" type="primary" onClick={() => setPlanning(true)}>{t('plan')}</ScopedButton>
      </div>
      <Shown reading={reading}>{({ allocations }) => <PlanTable plans={allocations} onChange={reading.refetch} />}</Shown>
      <Modal open={planning} width={760} title={t('plan')} footer={null} destroyOnHidden onCancel={() => setPlanning(false)}>
        <PlanAllocationForm areaCode={areaCode} onDone={() => { setPlanning(false); reading.refetch(); }} />
      </Modal>
    </>
  );
}

function PlanTable({ plans, onChange }: { plans: readonly AllocationRowFragment[]; onChange(): void }) {
  const t = useWords('supply');
  const term = useTerms();
  const { count, moment } = useFormats();
  return (
    <Table
      size="middle"
      rowKey="id"
      pagination={false}
      scroll={{ x: 860 }}
      dataSource={plans}
      locale={{ emptyText: <Nothing text={t('noAllocations')} /> }}
      expandable={{ expandedRowRender: (plan) => <AllocationLines plan={plan} onChange={onChange} />, defaultExpandedRowKeys: plans.filter((plan) => plan.state === 'ISSUED').map((plan) => plan.id) }}
      columns={[
        { title: t('at'), dataIndex: 'plannedAt', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
        { title: t('item'), render: (_, plan) => <><b>{count(plan.quantity)}</b> {plan.item.unit} {plan.item.name}</> },
        { title: t('from'), dataIndex: ['from', 'name'] },
        { title: t('receiver'), render: (_, plan) => plan.lines.length === 1 ? plan.lines[0]?.place.name : t('inPlaces', { count: count(plan.lines.length) }) },
        { title: t('basis'), dataIndex: 'basis', width: 120, render: (basis: string) => term('AllocationBasis', basis) },
        { title: t('plannedBy'), dataIndex: 'plannedBy' },
        { title: t('state'), dataIndex: 'state', width: 100, render: (state: AllocationState) => <Tag color={colours[state]}>{term('AllocationState', state)}</Tag> },
        { title: '', width: 100, className: 'no-print', render: (_, plan) => <AllocationSteps plan={plan} onDone={onChange} /> },
      ]}
    />
  );
}
