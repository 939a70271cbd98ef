import { App, Button, Checkbox, Drawer, Input, Popconfirm, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { csvOf } from '../audit/audit-sheet.ts';
import { ContactsDocument, ReleaseContactsDocument } from '../generated/operations.ts';
import type { ContactKind, ContactRowFragment, ContactState } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { contactKinds, contactStates, kindColours, stateColours } from './case-colours.ts';
import { Choice } from './case-list.tsx';
import { ContactFilePanel } from './contact-file.tsx';
import { offerText } from './offer.ts';

/** Contacts of an area, or of one case; those whose days are over are released by rule. */
export function ContactList({ areaCode, caseId = null }: { areaCode: string; caseId?: string | null }) {
  const t = useWords('case');
  const [kind, setKind] = useState<ContactKind | null>(null);
  const [state, setState] = useState<ContactState | null>(null);
  const [ended, setEnded] = useState(false);
  const [name, setName] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const paging = usePaging([areaCode, caseId, kind, state, ended, name].join(' '));
  const reading = useReading({ query: ContactsDocument, variables: { areaCode, caseId, kind, state, ended, nameContains: name, first: 50, after: paging.after } });
  const rows = reading.data?.contacts.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <div className="toolbar no-print">
        <Input.Search allowClear style={{ maxWidth: 200 }} placeholder={t('findName')} aria-label={t('findName')} onSearch={(text) => setName(text.trim() || null)} />
        <Choice<ContactKind> kind="ContactKind" label={t('kind')} values={contactKinds} onChange={setKind} />
        <Choice<ContactState> kind="ContactState" label={t('state')} values={contactStates} onChange={setState} />
        <Checkbox checked={ended} onChange={(event) => setEnded(event.target.checked)}>{t('ended')}</Checkbox>
        <ExportButton rows={rows} />
        <ReleaseButton ids={chosen} onDone={() => { setChosen([]); reading.refetch(); }} />
      </div>
      <Shown reading={reading}>
        {({ contacts }) => (
          <>
            <ContactTable rows={rows} chosen={chosen} onChoose={setChosen} onOpen={setOpened} />
            <Pager paging={paging} totalCount={contacts.totalCount} pageInfo={contacts.pageInfo} />
          </>
        )}
      </Shown>
      <Drawer open={opened !== null} size={860} title={t('contactTitle')} destroyOnHidden onClose={() => setOpened(null)}>
        {opened ? <ContactFilePanel id={opened} areaCode={areaCode} onChange={reading.refetch} /> : null}
      </Drawer>
    </>
  );
}

function ReleaseButton({ ids, onDone }: { ids: readonly string[]; onDone(): void }) {
  const t = useWords('case');
  const { message, modal } = App.useApp();
  const { submit, busy, refusal } = useSubmission(ReleaseContactsDocument);
  const send = async () => {
    const answer = await submit({ contactIds: [...ids] });
    if (!answer) return;
    const kept = answer.releaseContacts.filter(({ released }) => !released);
    void message.success(t('releasedCount', { count: answer.releaseContacts.length - kept.length }));
    if (kept.length > 0) void modal.warning({ title: t('notReleased', { count: kept.length, why: '' }), content: [...new Set(kept.map((verdict) => verdict.message ?? ''))].map((line) => <p key={line}>{line}</p>) });
    onDone();
  };
  return (
    <>
      <Popconfirm title={t('release')} description={t('releaseConfirm')} onConfirm={() => void send()} disabled={ids.length === 0}>
        <ScopedButton scope="contact:trace" type="primary" disabled={ids.length === 0} loading={busy}>{t('releaseChosen', { count: ids.length })}</ScopedButton>
      </Popconfirm>
      <RefusalAlert refusal={refusal} />
    </>
  );
}

function ExportButton({ rows }: { rows: readonly ContactRowFragment[] }) {
  const t = useWords('case');
  const term = useTerms();
  const save = () => {
    const lines = rows.map((row) => [row.person.name, row.person.phone ?? '', row.kind ? term('ContactKind', row.kind) : '', row.state ? term('ContactState', row.state) : '', row.declaredOn, row.lastExposureOn, row.endsOn, placeName(row.area)]);
    offerText(csvOf([[t('person'), t('phone'), t('kind'), t('state'), t('declaredOn'), t('lastExposure'), t('endsOn'), t('area')], ...lines]), 'contacts.csv', 'text/csv;charset=utf-8');
  };
  return <Button disabled={rows.length === 0} onClick={save}>{t('exportCsv')}</Button>;
}

function ContactTable({ rows, chosen, onChoose, onOpen }: { rows: readonly ContactRowFragment[]; chosen: string[]; onChoose(ids: string[]): void; onOpen(id: string): void }) {
  const t = useWords('case');
  const term = useTerms();
  return (
    <Table<ContactRowFragment>
      size="middle"
      rowKey="id"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 1000 }}
      rowSelection={{ selectedRowKeys: chosen, onChange: (keys) => onChoose(keys.map(String)), getCheckboxProps: (row) => ({ disabled: row.state !== 'UNDER_OBSERVATION', 'aria-label': row.person.name }) }}
      locale={{ emptyText: <Nothing text={t('noContacts')} /> }}
      columns={[
        { title: t('person'), render: (_, row) => <PersonLink person={row.person} /> },
        { title: t('kind'), render: (_, row) => (row.kind ? <Tag color={kindColours[row.kind]}>{term('ContactKind', row.kind)}</Tag> : '—') },
        { title: t('state'), render: (_, row) => <>{row.state ? <Tag color={stateColours[row.state]}>{term('ContactState', row.state)}</Tag> : '—'}{row.releasable ? <Tag color="lime">{t('canGo')}</Tag> : null}</> },
        { title: t('exposures'), render: (_, row) => <Met row={row} /> },
        { title: t('lastExposure'), className: 'nowrap', dataIndex: 'lastExposureOn' },
        { title: t('endsOn'), className: 'nowrap', dataIndex: 'endsOn' },
        { title: t('area'), render: (_, row) => placeName(row.area) },
        { title: '', className: 'no-print', render: (_, row) => <Button size="small" onClick={() => onOpen(row.id)}>{t('open')}</Button> },
      ]}
    />
  );
}

/** With whom and how, the latest first. */
export function Met({ row }: { row: ContactRowFragment }) {
  const t = useWords('case');
  const term = useTerms();
  const [latest, ...more] = row.exposures.filter(({ withdrawnAt }) => !withdrawnAt).toReversed();
  if (!latest) return <>—</>;
  return (
    <>
      {term('ExposureKind', latest.kind)} {latest.place ?? ''}{' '}
      {latest.case ? <Link to={`/cases/at/${latest.case.id}`}>{latest.case.number}</Link> : latest.through ? `${t('through')} ${latest.through.person.name}` : ''}
      {more.length > 0 ? <span className="muted"> +{more.length}</span> : null}
    </>
  );
}
