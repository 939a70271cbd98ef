import { Progress, Table, Tag } from 'antd';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { ReconciliationListsDocument } from '../generated/operations.ts';
import type { CountsRowFragment, ReconciliationListsQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { AssistList } from './assist-list.tsx';
import { ImportWizard } from './import-wizard.tsx';

/** 大数据核对 desk: lists from outside, and what became of everybody on them. */
export function ReconcileDesk() {
  const t = useWords('reconcile');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')} />
      <DeskTabs
        desk="/reconciliation"
        items={[
          { key: 'lists', label: t('lists'), children: <Lists areaCode={areaCode} /> },
          { key: 'import', label: t('import'), children: <ImportWizard key={areaCode} areaCode={areaCode} /> },
          { key: 'asked', label: t('assistsIn'), children: <AssistList areaCode={areaCode} direction="IN" /> },
          { key: 'asking', label: t('assistsOut'), children: <AssistList areaCode={areaCode} direction="OUT" /> },
        ]}
      />
    </>
  );
}

type Row = ReconciliationListsQuery['reconciliationLists']['edges'][number]['node'];

function Lists({ areaCode }: { areaCode: string }) {
  const t = useWords('reconcile');
  const term = useTerms();
  const { count, moment } = useFormats();
  const paging = usePaging(areaCode);
  const reading = useReading({ query: ReconciliationListsDocument, variables: { areaCode, first: 20, after: paging.after } });
  const number = (title: string, key: 'total' | 'matched' | 'missing' | 'notAtDoor' | 'pushed' | 'tracing' | 'overdue') => ({
    title, align: 'right' as const, render: (_: unknown, row: Row) => <span className={key === 'overdue' && row.counts.overdue > 0 ? 'is-amber' : ''}>{count(row.counts[key])}</span>,
  });
  return (
    <Shown reading={reading}>
      {({ reconciliationLists: lists }) => (
        <>
          <Table<Row>
            size="middle"
            rowKey="id"
            pagination={false}
            dataSource={lists.edges.map((edge) => edge.node)}
            scroll={{ x: 1100 }}
            locale={{ emptyText: <Nothing text={t('noLists')}><Link to={{ pathname: '/reconciliation/import', search: location.search }}>{t('import')}</Link></Nothing> }}
            columns={[
              { title: t('source'), render: (_, row) => <Link to={{ pathname: `/reconciliation/lists/${row.id}`, search: location.search }}>{row.source.title}</Link> },
              { title: '', render: (_, row) => <Tag>{term('ListOrigin', row.source.origin)}</Tag> },
              { title: t('receivedAt'), className: 'nowrap', render: (_, row) => moment(row.receivedAt) },
              { title: t('area'), render: (_, row) => placeName(row.area) },
              number(t('total'), 'total'),
              number(t('matched'), 'matched'),
              number(t('missing'), 'missing'),
              number(t('notAtDoor'), 'notAtDoor'),
              number(t('pushed'), 'pushed'),
              number(t('tracing'), 'tracing'),
              number(t('overdue'), 'overdue'),
              { title: t('done'), width: 160, render: (_, row) => <ClearedBar counts={row.counts} /> },
            ]}
          />
          <Pager paging={paging} totalCount={lists.totalCount} pageInfo={lists.pageInfo} />
        </>
      )}
    </Shown>
  );
}

/** Cleared are those whose answer ends the check: matched, moved away, not local. */
export function ClearedBar({ counts }: { counts: CountsRowFragment }) {
  const { percent } = useFormats();
  const ratio = counts.total > 0 ? (counts.matched + counts.movedAway + counts.notLocal) / counts.total : 1;
  return <Progress size="small" style={{ minWidth: 120, margin: 0 }} percent={Math.round(ratio * 1000) / 10} format={() => percent(ratio)} />;
}
