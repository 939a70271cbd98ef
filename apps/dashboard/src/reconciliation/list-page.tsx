import { Button, Checkbox, Drawer, Input, Segmented, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { ListedPeopleDocument, ReconciliationListPageDocument } from '../generated/operations.ts';
import type { CountsRowFragment, ListedRowFragment, ReconciliationListPageQuery, ReconciliationOutcome } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { CountTiles } from './count-tiles.tsx';
import { ErrorSheetButton } from './import-wizard.tsx';
import { ListedFilePanel } from './listed-file.tsx';
import { outcomeColours, outcomeOrder } from './outcomes.ts';
import { ClearedBar } from './reconcile-desk.tsx';

type List = NonNullable<ReconciliationListPageQuery['reconciliationList']>;

/** One list: its sums, by area, and its people with what is still to do. */
export function ReconciliationListPage() {
  const { listId = '' } = useParams();
  const reading = useReading({ query: ReconciliationListPageDocument, variables: { id: listId } });
  const t = useWords('reconcile');
  return (
    <Shown reading={reading}>
      {({ reconciliationList: list }) => (list ? <Page list={list} onChange={reading.refetch} /> : <Nothing text={t('noLists')} />)}
    </Shown>
  );
}

function Page({ list, onChange }: { list: List; onChange(): void }) {
  const t = useWords('reconcile');
  const { moment } = useFormats();
  const [areaCode, setAreaCode] = useState(list.counts.area.code);
  const reads = useScope('reconciliation:read');
  return (
    <>
      <DeskHead title={list.source.title} lead={`${list.fileName} · ${moment(list.receivedAt)} · ${list.receivedBy}`}>
        {list.rejected > 0 ? <ErrorSheetButton id={list.id} /> : null}
        <Button onClick={() => window.print()}>{t('print')}</Button>
      </DeskHead>
      <CountTiles counts={list.counts} />
      <div className="panel">
        <h2>{t('byArea')}</h2>
        <AreaTable rows={list.countsByArea} chosen={areaCode} onChoose={(code) => setAreaCode(code === areaCode ? list.counts.area.code : code)} />
      </div>
      {reads ? <div className="panel"><h2>{t('people')}</h2><People listId={list.id} areaCode={areaCode} onChange={onChange} /></div> : null}
    </>
  );
}

function AreaTable({ rows, chosen, onChoose }: { rows: readonly CountsRowFragment[]; chosen: string; onChoose(code: string): void }) {
  const t = useWords('reconcile');
  const { count } = useFormats();
  const number = (key: 'total' | 'matched' | 'missing' | 'notAtDoor' | 'pushed' | 'tracing' | 'overdue') => ({ title: t(key), align: 'right' as const, render: (_: unknown, row: CountsRowFragment) => count(row[key]) });
  return (
    <Table<CountsRowFragment>
      size="small"
      rowKey={(row) => row.area.code}
      pagination={false}
      dataSource={rows}
      scroll={{ x: 800 }}
      columns={[
        { title: t('area'), render: (_, row) => <Button type={row.area.code === chosen ? 'primary' : 'link'} size="small" onClick={() => onChoose(row.area.code)}>{placeName(row.area)}</Button> },
        number('total'), number('matched'), number('missing'), number('notAtDoor'), number('pushed'), number('tracing'), number('overdue'),
        { title: t('done'), width: 160, render: (_, row) => <ClearedBar counts={row} /> },
      ]}
    />
  );
}

function People({ listId, areaCode, onChange }: { listId: string; areaCode: string; onChange(): void }) {
  const t = useWords('reconcile');
  const term = useTerms();
  const [outcome, setOutcome] = useState<ReconciliationOutcome | 'ALL'>('ALL');
  const [work, setWork] = useState<'ALL' | 'UNDECIDED'>('ALL');
  const [overdueOnly, setOverdueOnly] = useState(false);
  const [name, setName] = useState('');
  const [opened, setOpened] = useState<string | null>(null);
  const paging = usePaging([listId, areaCode, outcome, work, overdueOnly, name].join(' '));
  const reading = useReading({
    query: ListedPeopleDocument,
    variables: { listId, areaCode, outcomes: outcome === 'ALL' ? null : [outcome], undecided: work === 'UNDECIDED' ? true : null, overdueOnly, nameContains: name || null, first: 50, after: paging.after },
  });
  return (
    <>
      <div className="toolbar no-print">
        <Input.Search allowClear style={{ maxWidth: 220 }} placeholder={t('findName')} aria-label={t('findName')} onSearch={(text) => setName(text.trim())} />
        <Select<ReconciliationOutcome | 'ALL'> style={{ width: 160 }} aria-label={t('outcome')} value={outcome} onChange={setOutcome} options={[{ value: 'ALL', label: t('all') }, ...outcomeOrder.map((value) => ({ value, label: term('ReconciliationOutcome', value) }))]} />
        <Segmented<'ALL' | 'UNDECIDED'> value={work} onChange={setWork} options={[{ value: 'ALL', label: t('all') }, { value: 'UNDECIDED', label: t('undecided') }]} />
        <Checkbox checked={overdueOnly} onChange={(event) => setOverdueOnly(event.target.checked)}>{t('overdue')}</Checkbox>
      </div>
      <Shown reading={reading}>
        {({ listedPeople }) => (
          <>
            <ListedTable rows={listedPeople.edges.map((edge) => edge.node)} onOpen={setOpened} />
            <Pager paging={paging} totalCount={listedPeople.totalCount} pageInfo={listedPeople.pageInfo} />
          </>
        )}
      </Shown>
      <Drawer open={opened !== null} size={860} title={t('handle')} destroyOnHidden onClose={() => setOpened(null)}>
        {opened ? <ListedFilePanel id={opened} onChange={() => { reading.refetch(); onChange(); }} /> : null}
      </Drawer>
    </>
  );
}

function ListedTable({ rows, onOpen }: { rows: readonly ListedRowFragment[]; onOpen(id: string): void }) {
  const t = useWords('reconcile');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <Table<ListedRowFragment>
      size="middle"
      rowKey="id"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 1000 }}
      locale={{ emptyText: <Nothing text={t('noPeople')} /> }}
      columns={[
        { title: t('row'), dataIndex: 'sourceRow', width: 70, align: 'right' as const },
        { title: t('name'), render: (_, row) => row.name ?? '—' },
        { title: t('idNumber'), render: (_, row) => row.idNumber ?? '—' },
        { title: t('phone'), render: (_, row) => row.phone ?? '—' },
        { title: t('area'), render: (_, row) => placeName(row.area) },
        {
          title: t('outcome'),
          render: (_, row) => (
            <>
              <Tag color={outcomeColours[row.outcome]}>{term('ReconciliationOutcome', row.outcome)}</Tag>
              {row.undecided ? <Tag color="gold">{t('undecided')}</Tag> : null}
              {row.conflicts.length > 0 ? <Tag color="magenta">{t('conflicts')}</Tag> : null}
            </>
          ),
        },
        { title: t('dueAt'), className: 'nowrap', render: (_, row) => (row.outcome === 'MATCHED' ? '' : <span className={row.overdue ? 'is-amber' : ''}>{moment(row.dueAt)}</span>) },
        { title: '', className: 'no-print', render: (_, row) => <Button size="small" onClick={() => onOpen(row.id)}>{t('handle')}</Button> },
      ]}
    />
  );
}
