import { Button, Segmented, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import type { ReactNode } from 'react';
import { placeName } from '../areas/place-name.ts';
import type { Place } from '../areas/place-name.ts';
import { EvidenceText } from '../codes/evidence-text.tsx';
import type { EvidenceFactsFragment, ProposalState } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Nothing } from '../shell/states.tsx';

/** What proposals of codes and of orders have in common. */
export interface ProposalRow {
  id: string;
  people: number;
  reason: string | null;
  evidence: EvidenceFactsFragment;
  state: ProposalState;
  own: boolean;
  proposedBy: string;
  proposedAt: string;
  expiresAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  decisionReason: string | null;
  area: Place;
  what: ReactNode;
  named: readonly { id: string; name: string }[];
  refusals: readonly string[];
}

const states = ['OPEN', 'APPROVED', 'REJECTED', 'EXPIRED'] as const satisfies readonly ProposalState[];
const stateColours: Readonly<Record<ProposalState, string>> = { OPEN: 'gold', APPROVED: 'green', REJECTED: 'red', EXPIRED: 'default' };
const mostNamed = 12;

export function ProposalFilter({ state, onChange, onRefresh }: { state: ProposalState; onChange(state: ProposalState): void; onRefresh(): void }) {
  const shell = useWords('shell');
  const term = useTerms();
  return (
    <div className="toolbar">
      <Segmented value={state} onChange={onChange} options={states.map((value) => ({ value, label: term('ProposalState', value) }))} />
      <div className="spread" />
      <Button onClick={onRefresh}>{shell('refresh')}</Button>
    </div>
  );
}

export function ProposalTable({ rows, state, actions }: { rows: ProposalRow[]; state: ProposalState; actions(row: ProposalRow): ReactNode }) {
  const t = useWords('approval');
  return (
    <Table
      size="middle"
      rowKey="id"
      pagination={false}
      scroll={{ x: 960 }}
      dataSource={rows}
      columns={useColumns(state, actions)}
      locale={{ emptyText: <Nothing text={state === 'OPEN' ? t('noOpen') : t('noneSuch')} /> }}
    />
  );
}

function useColumns(state: ProposalState, actions: (row: ProposalRow) => ReactNode): ColumnsType<ProposalRow> {
  const t = useWords('approval');
  const term = useTerms();
  const { moment } = useFormats();
  return [
    { title: t('what'), width: 260, render: (_, row) => <><div>{row.what} <b>{t('people', { count: row.people })}</b></div><Names row={row} /></> },
    { title: t('area'), width: 140, render: (_, row) => placeName(row.area) },
    { title: t('grounds'), render: (_, row) => <>{row.reason ? <div>{row.reason}</div> : null}<EvidenceText evidence={row.evidence} /></> },
    { title: t('proposedBy'), width: 170, render: (_, row) => <>{row.proposedBy}<div className="muted">{moment(row.proposedAt)}</div></> },
    {
      title: t('decision'),
      width: 240,
      render: (_, row) => (state === 'OPEN' ? <>{actions(row)}<Left until={row.expiresAt} /></> : (
        <>
          <Tag color={stateColours[row.state]}>{term('ProposalState', row.state)}</Tag> {row.decidedBy} <span className="muted">{moment(row.decidedAt)}</span>
          {row.decisionReason ? <div>{row.decisionReason}</div> : null}
          {row.refusals.length > 0 ? <div className="muted">{t('notDone', { why: row.refusals.join(' ') })}</div> : null}
        </>
      )),
    },
  ];
}

function Names({ row: { named, people } }: { row: ProposalRow }) {
  const t = useWords('approval');
  const shell = useWords('shell');
  return (
    <span>
      {named.slice(0, mostNamed).map((person, at) => <span key={person.id}>{at > 0 ? shell('listSeparator') : ''}<PersonLink person={person} /></span>)}
      {people > mostNamed ? <span className="muted"> {t('more', { count: people })}</span> : null}
    </span>
  );
}

function Left({ until }: { until: string }) {
  const t = useWords('approval');
  const minutes = Math.max(0, Math.floor((Date.parse(until) - Date.now()) / 60_000));
  return <div className="muted">{t('left', { time: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}` })}</div>;
}
