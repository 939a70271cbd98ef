import { App, Button, Segmented, Select, Table } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { useSearchParams } from 'react-router';
import { ExportFormsDocument, LedgerSheetDocument, LedgerSheetFileDocument, RegisterCountsDocument } from '../generated/operations.ts';
import type { LedgerLevel } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { saveFile } from '../shell/save-file.ts';
import { Nothing, Shown } from '../shell/states.tsx';

const levels: readonly LedgerLevel[] = ['DISTRICT', 'STREET', 'COMMUNITY'];

/** The ledger of the area at one of three levels, in the register's own columns or in an agency's form. */
export function LevelLedger({ areaCode }: { areaCode: string }) {
  const t = useWords('register');
  const shell = useWords('shell');
  const term = useTerms();
  const { count } = useFormats();
  const [query, setQuery] = useSearchParams();
  const presetId = query.get('form');
  const [level, setLevel] = useState<LedgerLevel>(areaCode.length < 9 ? 'DISTRICT' : areaCode.length < 12 ? 'STREET' : 'COMMUNITY');
  const paging = usePaging(`${areaCode} ${level} ${presetId ?? ''}`);
  const forms = useReading({ query: ExportFormsDocument, variables: { areaCode } });
  const reading = useReading({ query: LedgerSheetDocument, variables: { areaCode, level, presetId, first: 50, after: paging.after } });
  const registered = useReading({ query: RegisterCountsDocument, variables: { areaCode } }).data?.area?.register.people;
  const choose = (id: string) => setQuery((before) => {
    const after = new URLSearchParams(before);
    if (id) after.set('form', id); else after.delete('form');
    return after;
  });
  return (
    <>
      <p className="muted">{t('levelsLead')}</p>
      <div className="toolbar">
        <Segmented value={level} disabled={Boolean(presetId)} onChange={setLevel} options={levels.map((value) => ({ value, label: term('LedgerLevel', value) }))} />
        <Select
          style={{ minWidth: 260 }}
          aria-label={t('form')}
          value={presetId ?? ''}
          onChange={choose}
          options={[{ value: '', label: t('ownColumns') }, ...(forms.data?.exportPresets ?? []).map(({ id, agency, title }) => ({ value: id, label: `${agency} · ${title}` }))]}
        />
        <ExportButton areaCode={areaCode} level={level} presetId={presetId} />
        <Button onClick={() => window.print()}>{shell('print')}</Button>
      </div>
      <Shown reading={reading}>
        {({ ledgerSheet: sheet }) => (
          <>
            <dl className="figures-row">
              <div><dt>{t('households')}</dt><dd>{count(sheet.households)}</dd></div>
              <div><dt>{t('vacant')}</dt><dd>{count(sheet.vacantHouseholds)}</dd></div>
              <div><dt>{t('people')}</dt><dd>{count(sheet.people)}</dd></div>
              {registered === undefined ? null : <div><dt>{t('doorless')}</dt><dd>{count(registered - sheet.people)}</dd></div>}
              <div><dt>{term('LedgerLevel', sheet.level)}</dt><dd>{count(sheet.totalRows)} <small>{t('rows')}</small></dd></div>
            </dl>
            <Table
              size="small"
              rowKey="at"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={sheet.rows.map((cells, at) => ({ at, cells }))}
              locale={{ emptyText: <Nothing text={t('noRows')} /> }}
              columns={sheet.columns.map(({ heading }, at) => ({ title: heading, render: (_, row) => row.cells[at] }))}
            />
            <Pager paging={paging} totalCount={sheet.totalRows} pageInfo={{ hasNextPage: sheet.next !== null, endCursor: sheet.next }} />
          </>
        )}
      </Shown>
    </>
  );
}

export function ExportButton({ areaCode, level, presetId }: { areaCode: string; level?: LedgerLevel; presetId: string | null }) {
  const t = useWords('register');
  const shell = useWords('shell');
  const client = useClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    const { data, error } = await client.query(LedgerSheetFileDocument, { areaCode, level: level ?? null, presetId }, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    if (error) void message.error(noticeOf(error).message ?? shell('unreachable'));
    if (data) saveFile(data.ledgerSheetFile);
  };
  return <ScopedButton scope="ledger:import" type="primary" loading={busy} onClick={() => void download()}>{t('exportSheet')}</ScopedButton>;
}
