import { DownloadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Table } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { LedgerErrorSheetDocument } from '../generated/operations.ts';
import type { ImportLedgerMutation, LedgerResultFragment } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { saveFile } from '../shell/save-file.ts';

interface ImportResultProps {
  result: ImportLedgerMutation['importLedger'];
  onAnother?(): void;
  onAgain?(): void;
}

/** What an import did: the counts, and the rows that came back with column and reason. */
export function ImportResult({ result, onAnother, onAgain }: ImportResultProps) {
  const t = useWords('ledger');
  const { count } = useFormats();
  return (
    <section aria-label={t('result')}>
      <h2>{t('result')} · {result.fileName}</h2>
      <ImportCounts result={result} />
      {result.rowsRejected === 0 ? (
        <Alert type="success" showIcon title={t('allGood')} style={{ marginBottom: 12 }} />
      ) : (
        <Alert type="warning" showIcon title={t('someBad', { count: count(result.rowsRejected) })} action={<ErrorSheetButton id={result.id} />} style={{ marginBottom: 12 }} />
      )}
      {result.errors.length > 0 ? (
        <Table
          size="middle"
          rowKey={(error) => `${error.row} ${error.column} ${error.code}`}
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          dataSource={result.errors}
          columns={[
            { title: t('row'), dataIndex: 'row', width: 80, align: 'right' as const },
            { title: t('column'), dataIndex: 'column', width: 140 },
            { title: t('reason'), dataIndex: 'reason' },
          ]}
        />
      ) : null}
      <div className="toolbar" style={{ marginTop: 12 }}>
        {onAnother ? <Button type="primary" onClick={onAnother}>{t('another')}</Button> : null}
        {onAgain ? <Button onClick={onAgain}>{t('again')}</Button> : null}
      </div>
    </section>
  );
}

export function ImportCounts({ result }: { result: LedgerResultFragment }) {
  const t = useWords('ledger');
  const { count } = useFormats();
  return (
    <dl className="figures-row">
      <div><dt>{t('rows')}</dt><dd>{count(result.rows)}</dd></div>
      <div><dt>{t('householdsAdded')}</dt><dd>{count(result.householdsAdded)}</dd></div>
      <div><dt>{t('peopleAdded')}</dt><dd>{count(result.peopleAdded)}</dd></div>
      <div><dt>{t('peopleUpdated')}</dt><dd>{count(result.peopleUpdated)}</dd></div>
      <div><dt>{t('unchanged')}</dt><dd>{count(result.unchanged)}</dd></div>
      <div className={result.rowsRejected > 0 ? 'is-amber' : ''}><dt>{t('rejected')}</dt><dd>{count(result.rowsRejected)}</dd></div>
    </dl>
  );
}

function ErrorSheetButton({ id }: { id: string }) {
  const t = useWords('ledger');
  const shell = useWords('shell');
  const client = useClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    const { data, error } = await client.query(LedgerErrorSheetDocument, { id }, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    if (error) void message.error(noticeOf(error).message ?? shell('unreachable'));
    if (data?.ledgerImport?.errorSheet) saveFile(data.ledgerImport.errorSheet);
  };
  return <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void download()}>{t('errorSheet')}</Button>;
}
