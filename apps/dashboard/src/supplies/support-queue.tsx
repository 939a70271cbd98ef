import { Segmented, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { CloseSupportDocument, DeliverSupportDocument, SupportQueueDocument, TakeSupportDocument } from '../generated/operations.ts';
import type { SupportRowFragment, SupportState } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useMovingReading } from '../graph/use-moving-reading.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';

const states: readonly (SupportState | 'ALL')[] = ['OPEN', 'TAKEN', 'DELIVERED', 'CLOSED', 'ALL'];
const colours: Readonly<Record<SupportState, string>> = { OPEN: 'gold', TAKEN: 'blue', DELIVERED: 'cyan', CLOSED: 'default' };

/** Living support of the area, the most urgent first. */
export function SupportQueue({ areaCode, moves }: { areaCode: string; moves: number }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const term = useTerms();
  const [state, setState] = useState<SupportState | 'ALL'>('OPEN');
  const paging = usePaging(`${areaCode} ${state}`);
  const reading = useMovingReading({ query: SupportQueueDocument, variables: { areaCode, state: state === 'ALL' ? null : state, first: 50, after: paging.after } }, moves);
  const columns = useSupportColumns(reading.refetch);
  return (
    <>
      <div className="toolbar">
        <Segmented value={state} onChange={setState} options={states.map((value) => ({ value, label: value === 'ALL' ? shell('all') : term('SupportState', value) }))} />
      </div>
      <Shown reading={reading}>
        {({ supportRequests }) => (
          <>
            <Table size="middle" rowKey="id" pagination={false} scroll={{ x: 900 }} columns={columns} dataSource={supportRequests.edges.map((edge) => edge.node)} locale={{ emptyText: <Nothing text={t('noSupport')} /> }} />
            <Pager paging={paging} totalCount={supportRequests.totalCount} pageInfo={supportRequests.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function useSupportColumns(onChange: () => void): ColumnsType<SupportRowFragment> {
  const t = useWords('supply');
  const term = useTerms();
  const { moment } = useFormats();
  return [
    { title: t('dueAt'), className: 'nowrap', width: 180, render: (_, row) => <>{moment(row.dueAt)} {row.overdue ? <Tag color="red">{t('overdue')}</Tag> : null}</> },
    { title: t('need'), dataIndex: 'need' },
    { title: t('person'), width: 110, render: (_, row) => <PersonLink person={row.person} /> },
    { title: t('address'), render: (_, row) => row.household?.address ?? placeName(row.area) },
    { title: t('takenBy'), dataIndex: 'takenBy', width: 140, render: (name: string | null) => name ?? '—' },
    { title: t('state'), dataIndex: 'state', width: 100, render: (state: SupportState) => <Tag color={colours[state]}>{term('SupportState', state)}</Tag> },
    { title: '', width: 110, className: 'no-print', render: (_, row) => <NextStep request={row} onDone={onChange} /> },
  ];
}

const steps = {
  OPEN: { document: TakeSupportDocument, word: 'take' },
  TAKEN: { document: DeliverSupportDocument, word: 'deliver' },
  DELIVERED: { document: CloseSupportDocument, word: 'close' },
} as const;

function NextStep({ request, onDone }: { request: SupportRowFragment; onDone(): void }) {
  const t = useWords('supply');
  const taking = useSubmission(steps.OPEN.document);
  const delivering = useSubmission(steps.TAKEN.document);
  const closing = useSubmission(steps.DELIVERED.document);
  const byState = { OPEN: taking, TAKEN: delivering, DELIVERED: closing };
  useTold(taking.refusal ?? delivering.refusal ?? closing.refusal);
  if (request.state === 'CLOSED') return null;
  const step = byState[request.state];
  const act = async () => {
    if (await step.submit({ requestId: request.id })) onDone();
  };
  return <ScopedButton scope="support:handle" size="small" type="primary" loading={step.busy} onClick={() => void act()}>{t(steps[request.state].word)}</ScopedButton>;
}
