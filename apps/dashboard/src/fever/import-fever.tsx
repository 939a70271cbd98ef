import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Radio, Table, Upload } from 'antd';
import { useState } from 'react';
import { ImportFeverReportsDocument } from '../generated/operations.ts';
import type { FeverReportKind, ImportFeverReportsMutation } from '../generated/operations.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { readBase64, saveFile } from '../shell/save-file.ts';
import { RefusalAlert } from '../shell/states.tsx';

type Imported = ImportFeverReportsMutation['importFeverReports'];

/** A day's sales in one file. */
export function ImportFever() {
  const t = useWords('fever');
  const term = useTerms();
  const [kind, setKind] = useState<FeverReportKind>('MEDICINE_PURCHASE');
  const [result, setResult] = useState<Imported | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { submit, busy, refusal } = useKeyedSubmission(ImportFeverReportsDocument);
  const take = async (file: File) => {
    if (!/\.(xlsx|csv)$/i.test(file.name)) return setProblem(t('notSheet'));
    setProblem(null);
    const answer = await submit({ kind, fileName: file.name, contentBase64: await readBase64(file, () => {}) });
    if (answer) setResult(answer.importFeverReports);
  };
  if (result) return <Result result={result} onAnother={() => setResult(null)} />;
  return (
    <div style={{ maxWidth: 760 }}>
      <RefusalAlert refusal={refusal} />
      {problem ? <Alert type="warning" showIcon role="alert" title={problem} style={{ marginBottom: 12 }} /> : null}
      <Radio.Group style={{ marginBottom: 12 }} value={kind} onChange={(event) => setKind(event.target.value as FeverReportKind)} optionType="button" options={(['MEDICINE_PURCHASE', 'FEVER_PATIENT'] as const).map((value) => ({ value, label: term('FeverReportKind', value) }))} />
      <Upload.Dragger accept=".xlsx,.csv" showUploadList={false} disabled={busy} beforeUpload={(file) => { void take(file); return false; }}>
        <p><InboxOutlined style={{ fontSize: 40, color: 'var(--accent)' }} /></p>
        <p>{t('importHint')}</p>
      </Upload.Dragger>
    </div>
  );
}

function Result({ result, onAnother }: { result: Imported; onAnother(): void }) {
  const t = useWords('fever');
  const { count } = useFormats();
  const { errorSheet } = result;
  return (
    <>
      <dl className="figures-row">
        {(['rows', 'accepted', 'repeated', 'rejected'] as const).map((key) => <div key={key} data-count={key} className={key === 'rejected' && result.rejected > 0 ? 'is-amber' : ''}><dt>{t(key)}</dt><dd>{count(result[key])}</dd></div>)}
      </dl>
      {errorSheet ? <Button icon={<DownloadOutlined />} style={{ marginBottom: 12 }} onClick={() => saveFile(errorSheet)}>{t('errorSheet')}</Button> : null}
      {result.errors.length > 0 ? (
        <Table
          size="middle" rowKey={(error) => `${error.row} ${error.code}`} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} dataSource={result.errors}
          columns={[{ title: t('row'), dataIndex: 'row', width: 80 }, { title: t('column'), dataIndex: 'column', width: 140 }, { title: t('reason'), dataIndex: 'reason' }]}
        />
      ) : null}
      <Button style={{ marginTop: 12 }} onClick={onAnother}>{t('another')}</Button>
    </>
  );
}
