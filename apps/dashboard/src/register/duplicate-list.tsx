import { App, Button, Modal, Progress, Segmented, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { DuplicatesDocument, FindDuplicatesDocument, ReopenDuplicateDocument } from '../generated/operations.ts';
import type { DuplicatesQuery, DuplicateState } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { ComparePair } from './compare-pair.tsx';

export type Pair = DuplicatesQuery['duplicates']['edges'][number]['node'];

/** Pairs that may be one person: looked at side by side, merged, or kept apart for good. */
export function DuplicateList({ areaCode }: { areaCode: string }) {
  const t = useWords('register');
  const term = useTerms();
  const { message } = App.useApp();
  const [state, setState] = useState<DuplicateState>('OPEN');
  const [compared, setCompared] = useState<Pair | null>(null);
  const paging = usePaging(`${areaCode} ${state}`);
  const reading = useReading({ query: DuplicatesDocument, variables: { areaCode, state, first: 20, after: paging.after } });
  const searching = useSubmission(FindDuplicatesDocument);
  const reopening = useSubmission(ReopenDuplicateDocument);
  useTold(searching.refusal ?? reopening.refusal);
  const search = async () => {
    const answer = await searching.submit({ areaCode });
    if (answer) void message.success(t('found', { count: answer.findDuplicates.found }));
    reading.refetch();
  };
  const reopen = async (pair: Pair) => {
    if (await reopening.submit({ pairId: pair.id })) reading.refetch();
  };
  const entry = (side: 'one' | 'other') => (_: unknown, pair: Pair) => (
    <>
      <b>{pair[side].name}</b> <span className="muted">{pair[side].birthDate} {pair[side].idNumber}</span>
      <br />
      {pair[side].household?.address ?? t('visitor')} <span className="muted">{placeName(pair[side].area)}</span>
    </>
  );
  return (
    <>
      <p className="muted">{t('duplicatesLead')}</p>
      <div className="toolbar">
        <Segmented value={state} onChange={setState} options={(['OPEN', 'DISMISSED'] as const).map((value) => ({ value, label: term('DuplicateState', value) }))} />
        <ScopedButton scope="household:write" loading={searching.busy} disabled={areaCode.length < 6} onClick={() => void search()}>{t('findDuplicates')}</ScopedButton>
      </div>
      <Shown reading={reading}>
        {({ duplicates }) => (
          <>
            <Table<Pair>
              size="middle"
              rowKey="id"
              pagination={false}
              dataSource={duplicates.edges.map((edge) => edge.node)}
              scroll={{ x: 960 }}
              locale={{ emptyText: <Nothing text={t('noDuplicates')} /> }}
              columns={[
                { title: t('score'), width: 110, render: (_, pair) => <Progress percent={Math.round(pair.score * 100)} size="small" status="normal" /> },
                { title: '1', render: entry('one') },
                { title: '2', render: entry('other') },
                { title: t('signs'), render: (_, pair) => <Space size={4} wrap>{pair.signs.map((sign) => <Tag key={sign}>{term('DuplicateSign', sign)}</Tag>)}</Space> },
                {
                  title: '', className: 'no-print', width: 110,
                  render: (_, pair) => pair.state === 'OPEN'
                    ? <Button type="primary" size="small" onClick={() => setCompared(pair)}>{t('compare')}</Button>
                    : <Button size="small" onClick={() => void reopen(pair)}>{t('reopen')}</Button>,
                },
              ]}
            />
            <Pager paging={paging} totalCount={duplicates.totalCount} pageInfo={duplicates.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={compared !== null} width={860} title={t('compareTitle')} footer={null} destroyOnHidden onCancel={() => setCompared(null)}>
        {compared ? <ComparePair pair={compared} onDone={() => { setCompared(null); reading.refetch(); }} /> : null}
      </Modal>
    </>
  );
}
