import { Button, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { SweepLeftDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';

/** The doors of a round in walking order; printable, to be carried along. */
export function WorkList({ roundId, areaCode }: { roundId: string; areaCode: string }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  const term = useTerms();
  const { moment } = useFormats();
  const [openOnly, setOpenOnly] = useState(true);
  const paging = usePaging(`${roundId} ${areaCode} ${openOnly}`);
  const reading = useReading({ query: SweepLeftDocument, variables: { roundId, areaCode, openOnly, first: 100, after: paging.after } });
  return (
    <>
      <div className="toolbar">
        <Segmented value={openOnly} onChange={setOpenOnly} options={[{ value: true, label: t('leftOnly') }, { value: false, label: t('everyDoor') }]} />
        <div className="spread" />
        <Button onClick={() => print()}>{shell('print')}</Button>
      </div>
      <Shown reading={reading}>
        {({ sweepWorkList }) => (
          <>
            <Table
              size="small"
              rowKey={(row) => row.household.id}
              pagination={false}
              dataSource={sweepWorkList.edges.map((edge) => edge.node)}
              locale={{ emptyText: <Nothing text={t('nothingLeft')} /> }}
              columns={[
                { title: t('address'), dataIndex: ['household', 'address'] },
                { title: t('outcome'), width: 140, render: (_, row) => (row.lastVisit ? <Tag>{term('SweepOutcome', row.lastVisit.outcome)}</Tag> : <span className="muted">{t('notTried')}</span>) },
                { title: t('lastVisit'), className: 'nowrap', width: 130, render: (_, row) => moment(row.lastVisit?.visitedAt) },
                { title: t('visitedBy'), width: 140, render: (_, row) => row.lastVisit?.visitedBy ?? '—' },
                { title: t('note'), render: (_, row) => row.lastVisit?.note ?? '' },
              ]}
            />
            <Pager paging={paging} totalCount={sweepWorkList.totalCount} pageInfo={sweepWorkList.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}
