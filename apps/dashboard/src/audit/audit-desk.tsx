import { Button, Switch, Table, Tag, Tooltip } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { AuditTrailDocument } from '../generated/operations.ts';
import type { AuditFilter } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useRoleNames } from '../shell/who-can.tsx';
import { AuditFilterBar } from './audit-filter.tsx';
import type { AuditRow } from './audit-sheet.ts';
import { useAuditExport } from './use-audit-export.ts';

const kindColours: Readonly<Record<string, string>> = { MUTATION: 'blue', READ: 'default', EXPORT: 'purple', REFUSAL: 'red', LOGIN: 'cyan', EFFECT: 'geekblue' };

/** 审计 desk: the trail of all services, to be filtered, paged and taken away. */
export function AuditDesk() {
  const t = useWords('audit');
  const shell = useWords('shell');
  const [areaCode] = useArea();
  const [asked, setAsked] = useState<AuditFilter>({});
  const [refusedOnly, setRefusedOnly] = useState(false);
  const filter: AuditFilter = { ...asked, areaCode, ...(refusedOnly ? { kinds: ['REFUSAL'] } : {}) };
  const paging = usePaging(JSON.stringify(filter));
  const reading = useReading({ query: AuditTrailDocument, variables: { filter, first: 50, after: paging.after } });
  const { busy, save } = useAuditExport(filter);
  const columns = useColumns();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}>
        <Button loading={busy} onClick={() => void save('csv')}>{t('csv')}</Button>
        <Button loading={busy} onClick={() => void save('xlsx')}>{t('xlsx')}</Button>
      </DeskHead>
      <div className="panel">
        <div className="toolbar">
          <AuditFilterBar filter={asked} onChange={setAsked} />
          <label className="nowrap"><Switch size="small" checked={refusedOnly} onChange={setRefusedOnly} /> {t('refusedOnly')}</label>
          <div className="spread" />
          <Button onClick={reading.refetch}>{shell('refresh')}</Button>
        </div>
        <Shown reading={reading} rows={12}>
          {({ auditEntries }) => (
            <>
              <Table size="small" rowKey="id" pagination={false} scroll={{ x: 1120 }} columns={columns} dataSource={auditEntries.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('none')} /> }} />
              <Pager paging={paging} totalCount={auditEntries.totalCount} pageInfo={auditEntries.pageInfo} />
            </>
          )}
        </Shown>
      </div>
    </>
  );
}

function useColumns(): ColumnsType<AuditRow> {
  const t = useWords('audit');
  const term = useTerms();
  const { dayOf, clockTime } = useFormats();
  return [
    { title: t('at'), dataIndex: 'at', width: 105, render: (at: string) => <>{dayOf(at)}<div className="muted">{clockTime(at)}</div></> },
    { title: t('kind'), dataIndex: 'kind', width: 90, render: (kind: string) => <Tag color={kindColours[kind]}>{term('AuditKind', kind)}</Tag> },
    { title: t('who'), width: 215, render: (_, row) => <Actor row={row} /> },
    { title: t('what'), width: 235, render: (_, row) => <Operation row={row} /> },
    { title: t('records'), render: (_, row) => <Records row={row} /> },
    { title: t('rule'), width: 160, render: (_, { rule, reason }) => <>{rule}{reason ? <div className="muted">{reason}</div> : null}</> },
    { title: `${t('area')} · ${t('from')}`, width: 150, render: (_, { area, client }) => <>{area ? placeName(area) : '—'}<div className="muted">{client ?? ''}</div></> },
  ];
}

/** The end of a UUID tells rows apart; ids that people made are shown whole. */
function shortId(id: string): string {
  return /^[0-9a-f-]{36}$/.test(id) ? id.slice(-8) : id;
}

function Operation({ row: { operation, service, requestId, result, codes } }: { row: AuditRow }) {
  const t = useWords('audit');
  return (
    <>
      <Tooltip title={`${t('service')} ${service} · ${t('request')} ${requestId}`}><span tabIndex={0}>{operation}</span></Tooltip>
      <div>
        {result === 'DONE' ? null : <Tag color="red">{result}</Tag>}
        {codes.map((code) => <Tag key={code} color="orange">{code}</Tag>)}
      </div>
    </>
  );
}

function Actor({ row: { actorId, agency, roles } }: { row: AuditRow }) {
  const names = useRoleNames(roles);
  return <><b>{actorId}</b><div className="muted">{[agency?.title, ...names].filter(Boolean).join(' · ')}</div></>;
}

function Records({ row: { records, more, count, glassId } }: { row: AuditRow }) {
  const t = useWords('audit');
  const shell = useWords('shell');
  const term = useTerms();
  return (
    <>
      {glassId ? <Tag color="red">{t('glass')}</Tag> : null}
      {count === null ? null : <Tag>{t('rows', { count })}</Tag>}
      {records.map(({ type, ids, fields }) => (
        <div key={type}>
          {type} <code>{ids.slice(0, 3).map(shortId).join(' ')}{ids.length > 3 ? ` +${ids.length - 3}` : ''}</code>
          {fields.length > 0 ? <span className="muted"> {fields.map((field) => term('PersonalField', field)).join(shell('listSeparator'))}</span> : null}
        </div>
      ))}
      {more > 0 ? <span className="muted">{t('more', { count: more })}</span> : null}
    </>
  );
}
