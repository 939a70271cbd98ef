import { App, Button, Drawer, Input, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useClient } from 'urql';
import { placeName } from '../areas/place-name.ts';
import { csvOf } from '../audit/audit-sheet.ts';
import { CasesDocument } from '../generated/operations.ts';
import type { CaseClass, CaseOrigin, CaseOutcome, CaseRowFragment, CaseSeverity, CasesQueryVariables } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { classColours, classes, origins, outcomeColours, outcomes, severities } from './case-colours.ts';
import { offerText } from './offer.ts';
import { RegisterCaseForm } from './register-case-form.tsx';

interface Filter {
  class: CaseClass | null;
  origin: CaseOrigin | null;
  severity: CaseSeverity | null;
  outcome: CaseOutcome | null;
  search: string | null;
}

const noFilter: Filter = { class: null, origin: null, severity: null, outcome: null, search: null };

/** Cases of an area, filtered, page by page. */
export function CaseList({ areaCode }: { areaCode: string }) {
  const t = useWords('case');
  const [filter, setFilter] = useState(noFilter);
  const [registering, setRegistering] = useState(false);
  const paging = usePaging(`${areaCode} ${JSON.stringify(filter)}`);
  const reading = useReading({ query: CasesDocument, variables: { areaCode, ...filter, first: 50, after: paging.after } });
  const { busy, save } = useCaseExport({ areaCode, ...filter, first: 100 });
  const choose = (change: Partial<Filter>) => setFilter((before) => ({ ...before, ...change }));
  return (
    <>
      <div className="toolbar no-print">
        <Input.Search allowClear style={{ maxWidth: 220 }} placeholder={t('search')} aria-label={t('search')} onSearch={(text) => choose({ search: text.trim() || null })} />
        <Choice kind="CaseClass" label={t('class')} values={classes} onChange={(value) => choose({ class: value })} />
        <Choice kind="CaseOrigin" label={t('origin')} values={origins} onChange={(value) => choose({ origin: value })} />
        <Choice kind="CaseSeverity" label={t('severity')} values={severities} onChange={(value) => choose({ severity: value })} />
        <Choice kind="CaseOutcome" label={t('outcome')} values={outcomes} onChange={(value) => choose({ outcome: value })} />
        <Button loading={busy} onClick={() => void save()}>{t('exportCsv')}</Button>
        <ScopedButton scope="case:write" type="primary" onClick={() => setRegistering(true)}>{t('register')}</ScopedButton>
      </div>
      <Shown reading={reading}>
        {({ cases }) => (
          <>
            <CaseTable rows={cases.edges.map(({ node }) => node)} />
            <Pager paging={paging} totalCount={cases.totalCount} pageInfo={cases.pageInfo} />
          </>
        )}
      </Shown>
      <Drawer open={registering} size={560} title={t('register')} destroyOnHidden onClose={() => setRegistering(false)}>
        <RegisterCaseForm areaCode={areaCode} onDone={() => { setRegistering(false); reading.refetch(); }} />
      </Drawer>
    </>
  );
}

/** A filter by one enumeration; empty for all. */
export function Choice<V extends string>({ kind, label, values, onChange }: { kind: string; label: string; values: readonly V[]; onChange(value: V | null): void }) {
  const term = useTerms();
  return (
    <Select<V>
      allowClear
      style={{ minWidth: 130 }}
      placeholder={label}
      aria-label={label}
      options={values.map((value) => ({ value, label: term(kind, value) }))}
      onChange={(value: V | undefined) => onChange(value ?? null)}
    />
  );
}

function CaseTable({ rows }: { rows: readonly CaseRowFragment[] }) {
  const t = useWords('case');
  const term = useTerms();
  const { count } = useFormats();
  return (
    <Table<CaseRowFragment>
      size="middle"
      rowKey="id"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 1000 }}
      locale={{ emptyText: <Nothing text={t('noCases')} /> }}
      columns={[
        { title: t('number'), className: 'nowrap', render: (_, row) => <Link to={`/cases/at/${row.id}`}>{row.number}</Link> },
        { title: t('person'), render: (_, row) => <PersonLink person={row.person} /> },
        { title: t('class'), render: (_, row) => (row.class ? <Tag color={classColours[row.class]}>{term('CaseClass', row.class)}</Tag> : '—') },
        { title: t('origin'), render: (_, row) => (row.origin ? term('CaseOrigin', row.origin) : '—') },
        { title: t('severity'), render: (_, row) => (row.severity ? term('CaseSeverity', row.severity) : '—') },
        { title: t('outcome'), render: (_, row) => (row.outcome ? <Tag color={outcomeColours[row.outcome]}>{term('CaseOutcome', row.outcome)}</Tag> : '—') },
        { title: t('openedOn'), className: 'nowrap', dataIndex: 'openedOn' },
        { title: t('area'), render: (_, row) => placeName(row.area) },
        { title: t('observedOfTraced'), align: 'right', render: (_, row) => `${count(row.observedCount)} / ${count(row.contactCount)}` },
      ]}
    />
  );
}

const mostRows = 5_000;

/** Reads page by page what the filter finds; each page is a read that the trail records, masked as on the screen. */
function useCaseExport(variables: Omit<CasesQueryVariables, 'after'>) {
  const t = useWords('case');
  const term = useTerms();
  const client = useClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const lines: string[][] = [[t('number'), t('person'), t('class'), t('origin'), t('severity'), t('outcome'), t('openedOn'), t('area'), t('contacts')]];
    for (let after: string | null = null; lines.length <= mostRows; ) {
      const { data, error } = await client.query(CasesDocument, { ...variables, after }, { requestPolicy: 'network-only' }).toPromise();
      if (error || !data) {
        setBusy(false);
        return void message.error((error && noticeOf(error).message) ?? t('noCases'));
      }
      lines.push(...data.cases.edges.map(({ node }) => [
        node.number, node.person.name, node.class ? term('CaseClass', node.class) : '', node.origin ? term('CaseOrigin', node.origin) : '', node.severity ? term('CaseSeverity', node.severity) : '',
        node.outcome ? term('CaseOutcome', node.outcome) : '', node.openedOn, placeName(node.area), String(node.contactCount),
      ]));
      after = data.cases.pageInfo.endCursor ?? null;
      if (!data.cases.pageInfo.hasNextPage || !after) break;
    }
    offerText(csvOf(lines), 'cases.csv', 'text/csv;charset=utf-8');
    setBusy(false);
  };
  return { busy, save };
}
