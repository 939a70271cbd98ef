import { Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { GridSignOffMovedDocument, GridVoidsDocument } from '../generated/operations.ts';
import type { GridVoidsQuery, VoidRowFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';

type Void = GridVoidsQuery['gridVoids']['edges'][number]['node'];

/** Signatures that fell: what changed, who changed it, and where to sign again. */
export function VoidList({ areaCode }: { areaCode: string }) {
  const t = useWords('sweep');
  const [openOnly, setOpenOnly] = useState(true);
  const paging = usePaging(`${areaCode} ${openOnly}`);
  const reading = useReading({ query: GridVoidsDocument, variables: { areaCode, openOnly, first: 50, after: paging.after } });
  useLive(GridSignOffMovedDocument, { areaCode }, { onMessage: reading.refetch, snapshot: reading.refetch });
  return (
    <>
      <div className="toolbar">
        <Segmented value={openOnly} onChange={setOpenOnly} options={[{ value: true, label: t('openOnly') }, { value: false, label: t('allOfThem') }]} />
      </div>
      <Shown reading={reading}>
        {({ gridVoids }) => (
          <>
            <VoidTable voids={gridVoids.edges.map((edge) => edge.node)} />
            <Pager paging={paging} totalCount={gridVoids.totalCount} pageInfo={gridVoids.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function VoidTable({ voids }: { voids: Void[] }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <Table<Void>
      size="middle" rowKey="id" pagination={false} dataSource={voids} scroll={{ x: 1000 }}
      locale={{ emptyText: <Nothing text={t('noVoids')} /> }}
      columns={[
        { title: t('grid'), render: (_, row) => <Link to={`/sweeps/${row.round.id}?area=${row.area.code}&grid=${row.area.code}`}>{placeName(row.area)}</Link> },
        { title: t('round'), render: (_, row) => row.round.name },
        { title: t('cause'), render: (_, row) => <Tag color="red">{term('VoidCause', row.cause)}</Tag> },
        { title: t('changedDoor'), render: (_, row) => <>{row.household?.address ?? '—'} {row.doors > 1 ? t('doorsChanged', { count: row.doors }) : null}</> },
        { title: t('change'), render: (_, row) => <OutcomeChange row={row} /> },
        { title: t('causedBy'), render: (_, row) => row.causedBy ?? '—' },
        { title: t('fellFrom'), render: (_, row) => `${term('SignLevel', row.level)} · ${t('versionOf', { version: row.version })}` },
        { title: t('voidedAt'), className: 'nowrap', render: (_, row) => moment(row.voidedAt) },
        { title: '', render: (_, row) => (row.mended ? <Tag color="green">{t('mended')}</Tag> : null) },
      ]}
    />
  );
}

/** One fallen signature as a line of a grid's history. */
export function VoidLine({ fallen }: { fallen: VoidRowFragment }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <>
      <strong>{t('voids')}</strong> · {term('VoidCause', fallen.cause)} · {fallen.household?.address} <OutcomeChange row={fallen} /> · {fallen.causedBy ?? '—'} · {t('versionOf', { version: fallen.version })} · {moment(fallen.voidedAt)}
    </>
  );
}

function OutcomeChange({ row }: { row: Pick<VoidRowFragment, 'wasOutcome' | 'becameOutcome'> }) {
  const term = useTerms();
  const named = (outcome: VoidRowFragment['wasOutcome']) => (outcome ? term('SweepOutcome', outcome) : '—');
  return row.wasOutcome === row.becameOutcome ? null : <>{named(row.wasOutcome)} → {named(row.becameOutcome)}</>;
}
