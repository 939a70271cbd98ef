import { Button, Progress, Select, Table } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { LiaisonBoardDocument, LiaisonDoorsDocument, LiaisonLoadsDocument, TravelIntentsDocument } from '../generated/operations.ts';
import type { LiaisonDoorRowFragment, LiaisonLoadsQuery, LiaisonSumsFragment, TravelIntentsQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { OfficialList } from '../officials/official-list.tsx';
import { PersonLink } from '../persons/person-link.tsx';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { ShareOut } from './share-out.tsx';

const changes = { additionalTypenames: ['LiaisonPlan', 'Official'] };

/** 联户 desk: who was seen today, who was not, and how households are shared among officials. */
export function LiaisonDesk() {
  const t = useWords('liaison');
  const shell = useWords('shell');
  const [areaCode] = useArea();
  const assigns = useScope('liaison:assign');
  const board = useReading({ query: LiaisonBoardDocument, variables: { areaCode }, context: changes });
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}>
        <Button onClick={board.refetch}>{shell('refresh')}</Button>
        <Button onClick={() => window.print()}>{shell('print')}</Button>
      </DeskHead>
      <Shown reading={board} rows={1}>{({ liaisonCounts }) => <Sums sums={liaisonCounts} />}</Shown>
      <DeskTabs
        desk="/liaison"
        items={[
          { key: 'loads', label: t('loads'), children: <Loads areaCode={areaCode} /> },
          { key: 'unseen', label: t('notSeen'), children: <NotSeen areaCode={areaCode} /> },
          { key: 'areas', label: t('byArea'), children: <Shown reading={board}>{({ liaisonCountsByArea }) => <ByArea rows={liaisonCountsByArea} />}</Shown> },
          { key: 'intents', label: t('intents'), children: <Intents areaCode={areaCode} /> },
          ...(assigns ? [{ key: 'share', label: t('share'), children: <ShareOut key={areaCode} areaCode={areaCode} onChange={board.refetch} /> }] : []),
          { key: 'officials', label: t('officials'), children: <OfficialList areaCode={areaCode} liaisonOnly onChange={board.refetch} /> },
        ]}
      />
    </>
  );
}

function Sums({ sums }: { sums: LiaisonSumsFragment }) {
  const t = useWords('liaison');
  const { count } = useFormats();
  const tile = (key: 'households' | 'seenToday' | 'notSeenToday' | 'withoutOfficial' | 'orphaned', calls = false) => (
    <div className={calls && sums[key] > 0 ? 'is-amber' : ''} data-count={key}><dt>{t(key)}</dt><dd>{count(sums[key])}</dd></div>
  );
  return <dl className="figures-row">{tile('households')}{tile('seenToday')}{tile('notSeenToday', true)}{tile('withoutOfficial', true)}{tile('orphaned', true)}</dl>;
}

const share = ({ households, seenToday }: { households: number; seenToday: number }) => (households === 0 ? 100 : Math.floor((seenToday / households) * 100));

function Loads({ areaCode }: { areaCode: string }) {
  const t = useWords('liaison');
  const { count } = useFormats();
  const paging = usePaging(areaCode);
  const reading = useReading({ query: LiaisonLoadsDocument, variables: { areaCode, first: 50, after: paging.after }, context: changes });
  return (
    <Shown reading={reading}>
      {({ liaisonLoads }) => (
        <>
          <Table<LiaisonLoadsQuery['liaisonLoads']['edges'][number]['node']>
            size="small" rowKey={(row) => row.official.id} pagination={false} scroll={{ x: 760 }} dataSource={liaisonLoads.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('noLoads')} /> }}
            columns={[
              { title: t('official'), render: (_, row) => <>{row.official.name} <span className="muted">{row.official.unit}</span></> },
              { title: t('phone'), className: 'nowrap', render: (_, row) => row.official.phone },
              { title: t('households'), align: 'right', render: (_, row) => count(row.households) },
              { title: t('seenToday'), align: 'right', render: (_, row) => count(row.seenToday) },
              { title: t('notSeenToday'), align: 'right', render: (_, row) => <span className={row.notSeenToday > 0 ? 'is-amber' : ''}>{count(row.notSeenToday)}</span> },
              { title: t('progress'), width: 180, render: (_, row) => <Progress size="small" percent={share(row)} /> },
            ]}
          />
          <Pager paging={paging} totalCount={liaisonLoads.totalCount} pageInfo={liaisonLoads.pageInfo} />
        </>
      )}
    </Shown>
  );
}

function NotSeen({ areaCode }: { areaCode: string }) {
  const t = useWords('liaison');
  const term = useTerms();
  const { moment } = useFormats();
  const [officialId, setOfficialId] = useState<string | null>(null);
  const paging = usePaging(`${areaCode} ${officialId}`);
  const officials = useReading({ query: LiaisonLoadsDocument, variables: { areaCode, first: 100, after: null }, context: changes });
  const reading = useReading({ query: LiaisonDoorsDocument, variables: { areaCode, officialId, notSeenToday: true, first: 50, after: paging.after }, context: changes });
  return (
    <>
      <div className="toolbar">
        <Select
          value={officialId ?? ''} aria-label={t('official')} style={{ width: 280 }} onChange={(id) => setOfficialId(id || null)} showSearch={{ optionFilterProp: 'label' }}
          options={[{ value: '', label: t('allOfficials') }, ...(officials.data?.liaisonLoads.edges ?? []).map(({ node }) => ({ value: node.official.id, label: `${node.official.name} · ${node.official.unit} (${node.notSeenToday})` }))]}
        />
      </div>
      <Shown reading={reading}>
        {({ liaisonDoors }) => (
          <>
            <Table<LiaisonDoorRowFragment>
              size="small" rowKey={(row) => row.household.id} pagination={false} scroll={{ x: 860 }} dataSource={liaisonDoors.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('noDoors')} /> }}
              columns={[
                { title: t('address'), render: (_, row) => row.household.address },
                { title: t('members'), render: (_, row) => row.household.members.map(({ name }) => name).join(' ') },
                { title: t('official'), render: (_, row) => <>{row.official.name} <span className="muted">{row.official.phone}</span></> },
                { title: t('lastSeen'), className: 'nowrap', render: (_, row) => row.lastSeenOn ?? t('never') },
                { title: t('lastVisit'), className: 'nowrap', render: (_, { lastVisit }) => (lastVisit ? `${moment(lastVisit.visitedAt)} ${term('LiaisonOutcome', lastVisit.outcome)}` : '—') },
              ]}
            />
            <Pager paging={paging} totalCount={liaisonDoors.totalCount} pageInfo={liaisonDoors.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function ByArea({ rows }: { rows: readonly LiaisonSumsFragment[] }) {
  const t = useWords('liaison');
  const { count } = useFormats();
  const [, choose] = useArea();
  return (
    <Table<LiaisonSumsFragment>
      size="small" rowKey={(row) => row.area.code} pagination={false} dataSource={rows} scroll={{ x: 700 }}
      columns={[
        { title: t('area'), render: (_, row) => <Button type="link" size="small" onClick={() => choose(row.area.code)}>{placeName(row.area)}</Button> },
        { title: t('households'), align: 'right', render: (_, row) => count(row.households) },
        { title: t('seenToday'), align: 'right', render: (_, row) => count(row.seenToday) },
        { title: t('notSeenToday'), align: 'right', render: (_, row) => count(row.notSeenToday) },
        { title: t('withoutOfficial'), align: 'right', render: (_, row) => count(row.withoutOfficial) },
        { title: t('progress'), width: 180, render: (_, row) => <Progress size="small" percent={share(row)} /> },
      ]}
    />
  );
}

function Intents({ areaCode }: { areaCode: string }) {
  const t = useWords('liaison');
  const reading = useReading({ query: TravelIntentsDocument, variables: { areaCode }, context: changes });
  return (
    <Shown reading={reading}>
      {({ travelIntents }) => (
        <Table<TravelIntentsQuery['travelIntents'][number]>
          size="small" rowKey={(row) => row.person.id} pagination={false} scroll={{ x: 760 }} dataSource={travelIntents} locale={{ emptyText: <Nothing text={t('noIntents')} /> }}
          columns={[
            { title: t('person'), render: (_, row) => <PersonLink person={row.person} /> },
            { title: t('address'), render: (_, row) => row.household.address },
            { title: t('to'), render: (_, row) => row.to?.name ?? row.toCode },
            { title: t('from'), dataIndex: 'from', className: 'nowrap' },
            { title: t('until'), className: 'nowrap', render: (_, row) => row.until ?? '—' },
            { title: t('saidOn'), dataIndex: 'saidOn', className: 'nowrap' },
          ]}
        />
      )}
    </Shown>
  );
}
