import { Tag } from 'antd';
import { useState } from 'react';
import { ApproveOrderProposalDocument, OrderProposalsDocument, RejectOrderProposalDocument } from '../generated/operations.ts';
import type { OrderProposalsQuery, ProposalState } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useTerms } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Shown } from '../shell/states.tsx';
import { messagesOf } from './code-proposals.tsx';
import { Decide } from './decide.tsx';
import { ProposalFilter, ProposalTable } from './proposal-table.tsx';
import type { ProposalRow } from './proposal-table.tsx';

export function OrderProposals({ areaCode }: { areaCode: string }) {
  const term = useTerms();
  const [state, setState] = useState<ProposalState>('OPEN');
  const paging = usePaging(`${areaCode} ${state}`);
  const reading = useReading({ query: OrderProposalsDocument, variables: { areaCode, state, first: 20, after: paging.after } });
  return (
    <>
      <ProposalFilter state={state} onChange={setState} onRefresh={reading.refetch} />
      <Shown reading={reading}>
        {({ orderProposals: { edges, totalCount, pageInfo } }) => (
          <>
            <ProposalTable state={state} rows={edges.map(({ node }) => rowOf(node, term('OrderAction', node.action)))} actions={(row) => <DecideOrders row={row} onDone={reading.refetch} />} />
            <Pager paging={paging} totalCount={totalCount} pageInfo={pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function rowOf({ action, orders, verdicts, ...proposal }: OrderProposalsQuery['orderProposals']['edges'][number]['node'], label: string): ProposalRow {
  const what = <Tag color={action === 'RELEASE' ? 'green' : 'purple'}>{label}</Tag>;
  return { ...proposal, what, named: orders.map(({ person }) => person), refusals: messagesOf(verdicts) };
}

function DecideOrders({ row, onDone }: { row: ProposalRow; onDone(): void }) {
  const approval = useSubmission(ApproveOrderProposalDocument);
  const rejection = useSubmission(RejectOrderProposalDocument);
  return (
    <Decide
      row={row}
      scope="isolation:approve"
      busy={approval.busy || rejection.busy}
      refusal={approval.refusal ?? rejection.refusal}
      approve={async (id) => (await approval.submit({ id }))?.approveOrderProposal.verdicts.filter(({ refusal }) => refusal).length ?? null}
      reject={async (id, reason) => (await rejection.submit({ id, reason })) !== null}
      onDone={onDone}
    />
  );
}
