import { Button, Drawer, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { GridSignOffMovedDocument, GridSignOffsDocument } from '../generated/operations.ts';
import type { GridSignOffsQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { GridFile } from './grid-file.tsx';

type Grid = GridSignOffsQuery['gridSignOffs']['edges'][number]['node'];

/** The grids of a round: who has signed each, whose turn it is, and what fell. */
export function SignOffPanel({ roundId, areaCode }: { roundId: string; areaCode: string }) {
  const t = useWords('sweep');
  const [query, setQuery] = useSearchParams();
  const [opened, setOpened] = useState<string | null>(query.get('grid'));
  const paging = usePaging(`${roundId} ${areaCode}`);
  const reading = useReading({ query: GridSignOffsDocument, variables: { roundId, areaCode, first: 50, after: paging.after } });
  useLive(GridSignOffMovedDocument, { areaCode }, { onMessage: reading.refetch, snapshot: reading.refetch });
  const close = () => {
    setOpened(null);
    if (query.has('grid')) setQuery((before) => { const after = new URLSearchParams(before); after.delete('grid'); return after; });
  };
  return (
    <div className="panel">
      <h2>{t('signOff')}</h2>
      <p className="muted">{t('signOffLead')}</p>
      <Shown reading={reading}>
        {({ gridSignOffs }) => (
          <>
            <GridTable grids={gridSignOffs.edges.map((edge) => edge.node)} onOpen={setOpened} />
            <Pager paging={paging} totalCount={gridSignOffs.totalCount} pageInfo={gridSignOffs.pageInfo} />
          </>
        )}
      </Shown>
      <Drawer open={opened !== null} size={860} destroyOnHidden title={t('signOff')} onClose={close}>
        {opened ? <GridFile roundId={roundId} areaCode={opened} onChange={reading.refetch} /> : null}
      </Drawer>
    </div>
  );
}

function GridTable({ grids, onOpen }: { grids: Grid[]; onOpen(areaCode: string): void }) {
  const t = useWords('sweep');
  const { count, moment } = useFormats();
  return (
    <Table<Grid>
      size="middle" rowKey="areaCode" pagination={false} dataSource={grids} scroll={{ x: 900 }}
      locale={{ emptyText: <Nothing text={t('noneBelow')} /> }}
      columns={[
        { title: t('grid'), render: (_, grid) => placeName(grid.area) },
        { title: t('coverage'), width: 230, render: (_, grid) => <CoverageBar coverage={grid.coverage} /> },
        { title: t('households'), align: 'right', render: (_, grid) => count(grid.coverage.households) },
        { title: t('standing'), render: (_, grid) => <Standing grid={grid} /> },
        { title: t('version'), align: 'right', width: 70, render: (_, grid) => grid.snapshot?.version ?? '—' },
        { title: t('voidedAt'), className: 'nowrap', width: 130, render: (_, grid) => moment(grid.signatures[0]?.signedAt) },
        { title: '', width: 120, render: (_, grid) => <Button size="small" onClick={() => onOpen(grid.areaCode)} aria-label={`${t('openGrid')} ${placeName(grid.area)}`}>{t('openGrid')}</Button> },
      ]}
    />
  );
}

function Standing({ grid }: { grid: Pick<Grid, 'level' | 'next' | 'voids' | 'obstacle'> }) {
  const t = useWords('sweep');
  const term = useTerms();
  const fell = grid.voids.some((one) => !one.mended);
  return (
    <>
      {grid.level ? <Tag color={grid.next ? 'cyan' : 'green'}>{term('SignLevel', grid.level)}</Tag> : <Tag>{t('nobody')}</Tag>}
      <span className="muted">{grid.next ? t('turnOf', { level: term('SignLevel', grid.next) }) : t('allSigned')}</span>
      {fell ? <Tag color="red">{t('voids')}</Tag> : null}
    </>
  );
}
