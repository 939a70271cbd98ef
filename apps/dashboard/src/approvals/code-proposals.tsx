import { useState } from 'react';
import { CodeTag } from '../codes/code-tag.tsx';
import { ApproveCodeProposalDocument, CodeProposalsDocument, RejectCodeProposalDocument } from '../generated/operations.ts';
import type { CodeProposalsQuery, ProposalState } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Shown } from '../shell/states.tsx';
import { Decide } from './decide.tsx';
import { ProposalFilter, ProposalTable } from './proposal-table.tsx';
import type { ProposalRow } from './proposal-table.tsx';

export function CodeProposals({ areaCode }: { areaCode: string }) {
  const t = useWords('approval');
  const [state, setState] = useState<ProposalState>('OPEN');
  const paging = usePaging(`${areaCode} ${state}`);
  const reading = useReading({ query: CodeProposalsDocument, variables: { areaCode, state, first: 20, after: paging.after } });
  return (
    <>
      <ProposalFilter state={state} onChange={setState} onRefresh={reading.refetch} />
      <Shown reading={reading}>
        {({ codeProposals: { edges, totalCount, pageInfo } }) => (
          <>
            <ProposalTable state={state} rows={edges.map(({ node }) => rowOf(node, t('assign')))} actions={(row) => <DecideCodes row={row} onDone={reading.refetch} />} />
            <Pager paging={paging} totalCount={totalCount} pageInfo={pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function rowOf({ code, persons, verdicts, ...proposal }: CodeProposalsQuery['codeProposals']['edges'][number]['node'], verb: string): ProposalRow {
  return { ...proposal, what: <>{verb} <CodeTag code={code} /></>, named: persons, refusals: messagesOf(verdicts) };
}

export function messagesOf(verdicts: readonly { message: string | null }[]): string[] {
  return [...new Set(verdicts.flatMap(({ message }) => message ?? []))];
}

function DecideCodes({ row, onDone }: { row: ProposalRow; onDone(): void }) {
  const approval = useSubmission(ApproveCodeProposalDocument);
  const rejection = useSubmission(RejectCodeProposalDocument);
  return (
    <Decide
      row={row}
      scope="code:approve"
      busy={approval.busy || rejection.busy}
      refusal={approval.refusal ?? rejection.refusal}
      approve={async (id) => (await approval.submit({ id }))?.approveCodeProposal.verdicts.filter(({ refusal }) => refusal).length ?? null}
      reject={async (id, reason) => (await rejection.submit({ id, reason })) !== null}
      onDone={onDone}
    />
  );
}
