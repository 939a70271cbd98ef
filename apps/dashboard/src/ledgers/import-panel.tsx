import { InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Progress, Upload } from 'antd';
import { useState } from 'react';
import { useAreaPath } from '../areas/use-area-path.ts';
import { ImportLedgerDocument } from '../generated/operations.ts';
import type { ImportLedgerMutation } from '../generated/operations.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { useWhoCan } from '../shell/permitted.tsx';
import { readBase64 } from '../shell/save-file.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { FileButton } from './file-button.tsx';
import { ColumnsForm } from './columns-form.tsx';
import type { MappedColumn } from './columns-form.tsx';
import { ImportResult } from './import-result.tsx';

type Imported = ImportLedgerMutation['importLedger'];

const largest = 24 * 1024 * 1024;
/** Shorter codes than a street's describe no ledger. */
const streetDigits = 9;

export function ImportPanel({ areaCode }: { areaCode: string }) {
  const t = useWords('ledger');
  const allowed = useScope('ledger:import');
  const whoCan = useWhoCan('ledger:import');
  const importing = useLedgerImport(areaCode);
  if (!allowed) return <Alert type="info" showIcon title={whoCan} />;
  if (areaCode.length < streetDigits) return <Alert type="info" showIcon title={t('importWhere')} />;
  if (importing.result) return <ImportResult result={importing.result} onAnother={importing.another} onAgain={importing.again} />;
  return (
    <div style={{ maxWidth: 760 }}>
      <h2>1 · {t('step1')}</h2>
      <p className="muted">{t('step1Hint')}</p>
      <FileButton kind="template" areaCode={areaCode} />
      <h2 style={{ marginTop: 24 }}>2 · {t('step2')}</h2>
      <p className="muted">{t('importInto')} <AreaName code={areaCode} /></p>
      <RefusalAlert refusal={importing.refusal} />
      {importing.problem ? <Alert type="warning" showIcon role="alert" title={importing.problem} style={{ marginBottom: 12 }} /> : null}
      <Upload.Dragger accept=".xlsx,.csv" showUploadList={false} disabled={importing.busy} beforeUpload={(file) => { void importing.take(file); return false; }}>
        <p><InboxOutlined style={{ fontSize: 40, color: 'var(--accent)' }} /></p>
        <p>{importing.fileName ?? t('step2Hint')}</p>
      </Upload.Dragger>
      {importing.busy ? <ImportProgress ratio={importing.ratio} /> : null}
      {importing.unknown ? <ColumnsForm key={importing.fileName} unknown={importing.unknown} busy={importing.busy} onMapped={importing.mapped} /> : null}
      {importing.refusal && importing.fileName && !importing.unknown ? <Button type="primary" style={{ marginTop: 12 }} onClick={importing.again}>{t('again')}</Button> : null}
    </div>
  );
}

function AreaName({ code }: { code: string }) {
  const { path } = useAreaPath(code);
  return <b>{path.map((area) => area.name).join(' › ')}</b>;
}

function ImportProgress({ ratio }: { ratio: number }) {
  const t = useWords('ledger');
  return (
    <div style={{ marginTop: 12 }} role="status">
      <Progress percent={Math.round(ratio * 100)} status="active" showInfo={false} />
      <span className="muted">{ratio < 0.3 ? t('reading') : t('judging')}</span>
    </div>
  );
}

/** Takes one file through reading and import. The same file keeps its key, so that a retry never imports twice. */
function useLedgerImport(areaCode: string) {
  const t = useWords('ledger');
  const { submit, busy, refusal, forget } = useKeyedSubmission(ImportLedgerDocument);
  const [file, setFile] = useState<File | null>(null);
  const [ratio, setRatio] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [result, setResult] = useState<Imported | null>(null);

  const send = async (chosen: File, columns: MappedColumn[] | null = null) => {
    setResult(null);
    setRatio(0);
    const contentBase64 = await readBase64(chosen, (read) => setRatio(read * 0.3));
    setRatio(0.6);
    const answer = await submit({ fileName: chosen.name, contentBase64, areaCode, columns });
    if (answer) setResult(answer.importLedger);
  };
  const take = async (chosen: File) => {
    forget();
    setProblem(problemOf(chosen, t('notXlsx'), t('tooLarge')));
    if (problemOf(chosen, 'x', 'x')) return;
    setFile(chosen);
    await send(chosen);
  };
  return {
    take,
    again: () => void (file && send(file)),
    /** The file's headings, when they are not the template's. */
    unknown: refusal?.code === 'LEDGER_HEADER_MISSING' ? headingsOf(refusal.details) : null,
    mapped: (columns: MappedColumn[]) => void (file && send(file, columns)),
    another: () => {
      setFile(null);
      setResult(null);
      forget();
    },
    busy,
    ratio,
    refusal,
    problem,
    result,
    fileName: file?.name ?? null,
  };
}

/** Null where there is nothing to choose from. */
function headingsOf({ found, lacking }: Readonly<Record<string, unknown>>): { found: string[]; lacking: string[] } | null {
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return texts(found).length > 1 ? { found: [...new Set(texts(found))], lacking: texts(lacking) } : null;
}

function problemOf(file: File, notXlsx: string, tooLarge: string): string | null {
  if (!/\.(xlsx|csv)$/i.test(file.name)) return notXlsx;
  return file.size > largest ? tooLarge : null;
}
