import { Button, Drawer, Modal, Select, Table } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { KeyPersonBoardDocument, KeyPersonsDocument, MyKeyPersonsDocument } from '../generated/operations.ts';
import type { KeyPersonRowFragment, KeyPersonSumsFragment, TeamRole } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import type { Reading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { OfficialList } from '../officials/official-list.tsx';
import { PersonLink } from '../persons/person-link.tsx';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import type { Paging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { KeyPersonFile } from './key-person-file.tsx';
import { NameForm } from './name-form.tsx';
import { TeamForm } from './team-form.tsx';
import { TeamTags, teamRoles } from './team-tags.tsx';

const changes = { additionalTypenames: ['KeyPerson', 'Official', 'TeamGiven'] };

/** 六包一 desk: who is held by whom, which roles are missing, and each leader's own list. */
export function KeyPersonDesk() {
  const t = useWords('keyPerson');
  const [areaCode] = useArea();
  const [naming, setNaming] = useState(false);
  const board = useReading({ query: KeyPersonBoardDocument, variables: { areaCode }, context: changes });
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}>
        <ScopedButton scope="keyperson:write" type="primary" onClick={() => setNaming(true)}>{t('name')}</ScopedButton>
        <Button onClick={() => window.print()}>{useWords('shell')('print')}</Button>
      </DeskHead>
      <Shown reading={board} rows={1}>{({ keyPersonCounts }) => <Sums sums={keyPersonCounts} />}</Shown>
      <DeskTabs
        desk="/teams"
        items={[
          { key: 'people', label: t('people'), children: <People areaCode={areaCode} /> },
          { key: 'mine', label: t('mine'), children: <Mine /> },
          { key: 'areas', label: t('byArea'), children: <Shown reading={board}>{({ keyPersonCountsByArea }) => <ByArea rows={keyPersonCountsByArea} />}</Shown> },
          { key: 'officials', label: t('officials'), children: <OfficialList areaCode={areaCode} onChange={board.refetch} /> },
        ]}
      />
      <Modal open={naming} title={t('name')} footer={null} destroyOnHidden onCancel={() => setNaming(false)}>
        <NameForm areaCode={areaCode} onDone={() => setNaming(false)} />
      </Modal>
    </>
  );
}

function Sums({ sums }: { sums: KeyPersonSumsFragment }) {
  const t = useWords('keyPerson');
  const term = useTerms();
  const { count } = useFormats();
  return (
    <dl className="figures-row">
      <div data-count="keyPersons"><dt>{t('total')}</dt><dd>{count(sums.keyPersons)}</dd></div>
      <div data-count="complete"><dt>{t('complete')}</dt><dd>{count(sums.complete)}</dd></div>
      <div data-count="incomplete" className={sums.incomplete > 0 ? 'is-amber' : ''}><dt>{t('incomplete')}</dt><dd>{count(sums.incomplete)}</dd></div>
      {sums.missing.map(({ role, people }) => (
        <div key={role} className={people > 0 ? 'is-amber' : ''}><dt>{term('TeamRole', role)} {t('missing')}</dt><dd>{count(people)}</dd></div>
      ))}
    </dl>
  );
}

function People({ areaCode }: { areaCode: string }) {
  const t = useWords('keyPerson');
  const term = useTerms();
  const [missing, setMissing] = useState<TeamRole | 'ANY' | ''>('');
  const paging = usePaging(`${areaCode} ${missing}`);
  const reading = useReading({
    query: KeyPersonsDocument,
    variables: { areaCode, reason: null, missingRole: missing && missing !== 'ANY' ? missing : null, incompleteOnly: missing === 'ANY', officialId: null, first: 50, after: paging.after },
    context: changes,
  });
  return (
    <>
      <div className="toolbar">
        <Select<TeamRole | 'ANY' | ''>
          value={missing} aria-label={t('missingRole')} style={{ width: 200 }} onChange={setMissing}
          options={[{ value: '', label: useWords('shell')('all') }, { value: 'ANY', label: t('anyMissing') }, ...teamRoles.map((role) => ({ value: role, label: `${t('missingRole')} ${term('TeamRole', role)}` }))]}
        />
      </div>
      <Shown reading={reading}>{({ keyPersons }) => <KeyPersonTable list={keyPersons} paging={paging} areaCode={areaCode} reading={reading} />}</Shown>
    </>
  );
}

/** A leader's list: whom do I hold? */
function Mine() {
  const t = useWords('keyPerson');
  const [areaCode] = useArea();
  const paging = usePaging('mine');
  const reading = useReading({ query: MyKeyPersonsDocument, variables: { first: 50, after: paging.after }, context: changes });
  return <Shown reading={reading}>{({ myKeyPersons }) => <KeyPersonTable list={myKeyPersons} paging={paging} areaCode={areaCode} reading={reading} empty={t('noneMine')} />}</Shown>;
}

interface TableProps {
  list: { edges: { node: KeyPersonRowFragment }[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
  paging: Paging;
  areaCode: string;
  reading: Pick<Reading<unknown>, 'refetch'>;
  empty?: string;
}

function KeyPersonTable({ list, paging, areaCode, reading, empty }: TableProps) {
  const t = useWords('keyPerson');
  const term = useTerms();
  const writes = useScope('keyperson:write');
  const [chosen, setChosen] = useState<string[]>([]);
  const [giving, setGiving] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <>
      {writes ? <div className="toolbar"><Button disabled={chosen.length === 0} onClick={() => setGiving(true)}>{chosen.length > 0 ? t('giveTo', { count: chosen.length }) : t('give')}</Button></div> : null}
      <Table<KeyPersonRowFragment>
        size="small" rowKey="id" pagination={false} scroll={{ x: 1000 }} dataSource={list.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={empty ?? t('none')} /> }}
        {...(writes ? { rowSelection: { selectedRowKeys: chosen, onChange: (keys) => setChosen(keys as string[]) } } : {})}
        columns={[
          { title: t('person'), className: 'nowrap', render: (_, row) => <PersonLink person={row.person} /> },
          { title: t('address'), render: (_, row) => row.person.household?.address ?? placeName(row.area) },
          { title: t('reason'), className: 'nowrap', render: (_, row) => term('KeyReason', row.reason) },
          { title: t('since'), dataIndex: 'since', className: 'nowrap' },
          { title: t('team'), render: (_, row) => <TeamTags keyPerson={row} /> },
          { title: '', className: 'no-print', width: 80, render: (_, row) => <Button size="small" onClick={() => setOpenId(row.id)}>{t('open')}</Button> },
        ]}
      />
      <Pager paging={paging} totalCount={list.totalCount} pageInfo={list.pageInfo} />
      <Modal open={giving} title={t('giveTo', { count: chosen.length })} footer={null} destroyOnHidden onCancel={() => setGiving(false)}>
        <TeamForm areaCode={areaCode} keyPersonIds={chosen} onDone={() => { setGiving(false); setChosen([]); reading.refetch(); }} />
      </Modal>
      <Drawer open={openId !== null} size={560} onClose={() => setOpenId(null)} title={t('team')} destroyOnHidden>
        {openId ? <KeyPersonFile id={openId} areaCode={areaCode} onEnded={() => { setOpenId(null); reading.refetch(); }} /> : null}
      </Drawer>
    </>
  );
}

function ByArea({ rows }: { rows: readonly KeyPersonSumsFragment[] }) {
  const t = useWords('keyPerson');
  const term = useTerms();
  const { count } = useFormats();
  const [, choose] = useArea();
  return (
    <Table<KeyPersonSumsFragment>
      size="small" rowKey={(row) => row.area.code} pagination={false} dataSource={rows} scroll={{ x: 860 }} locale={{ emptyText: <Nothing text={t('none')} /> }}
      columns={[
        { title: t('area'), render: (_, row) => <Button type="link" size="small" onClick={() => choose(row.area.code)}>{placeName(row.area)}</Button> },
        { title: t('total'), align: 'right', render: (_, row) => count(row.keyPersons) },
        { title: t('complete'), align: 'right', render: (_, row) => count(row.complete) },
        ...teamRoles.map((role) => ({ title: `${term('TeamRole', role)} ${t('missing')}`, align: 'right' as const, render: (_: unknown, row: KeyPersonSumsFragment) => count(row.missing.find((one) => one.role === role)?.people ?? 0) })),
      ]}
    />
  );
}
