import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Alert, App, Button, Form, Input, Progress, Select, Table, Upload } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useClient } from 'urql';
import { ImportReadingsDocument, ReadingErrorSheetDocument, ReadingPreviewDocument, ReadingSourcesDocument, SaveReadingSourceDocument } from '../generated/operations.ts';
import type { ImportReadingsMutation, ReadingField, ReadingPreviewQuery, Utility } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import { useKeyedSubmission, useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { useWhoCan } from '../shell/permitted.tsx';
import { readBase64, saveFile } from '../shell/save-file.ts';
import { RefusalAlert } from '../shell/states.tsx';

type Preview = ReadingPreviewQuery['previewReadings'];
type Imported = ImportReadingsMutation['importReadings'];

const largest = 24 * 1024 * 1024;
const fields: readonly ReadingField[] = ['METER', 'ADDRESS', 'COMPOUND', 'BUILDING', 'UNIT', 'ROOM', 'PERIOD', 'CONSUMPTION', 'PREVIOUS', 'CURRENT'];
const utilities: readonly Utility[] = ['WATER', 'ELECTRICITY', 'GAS'];

interface Chosen {
  fileName: string;
  contentBase64: string;
  preview: Preview;
}

/** File, meaning of its columns, result; for a known source the second step is only confirmed. */
export function ImportReadingsWizard({ areaCode }: { areaCode: string }) {
  const allowed = useScope('reading:import');
  const whoCan = useWhoCan('reading:import');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [result, setResult] = useState<Imported | null>(null);
  if (!allowed) return <Alert type="info" showIcon title={whoCan} />;
  if (result) return <Result result={result} onAnother={() => { setResult(null); setChosen(null); }} />;
  return chosen ? <Columns areaCode={areaCode} chosen={chosen} onBack={() => setChosen(null)} onDone={setResult} /> : <FileStep onChosen={setChosen} />;
}

function FileStep({ onChosen }: { onChosen(chosen: Chosen): void }) {
  const t = useWords('reading');
  const shell = useWords('shell');
  const client = useClient();
  const [problem, setProblem] = useState<string | null>(null);
  const [ratio, setRatio] = useState<number | null>(null);
  const take = async (file: File) => {
    if (!/\.(xlsx|csv)$/i.test(file.name)) return setProblem(t('notSheet'));
    if (file.size > largest) return setProblem(t('tooLarge'));
    setProblem(null);
    setRatio(0);
    const contentBase64 = await readBase64(file, (read) => setRatio(read * 0.5));
    setRatio(0.7);
    const { data, error } = await client.query(ReadingPreviewDocument, { contentBase64 }, { requestPolicy: 'network-only' }).toPromise();
    setRatio(null);
    if (error) setProblem(noticeOf(error).message ?? shell('unreachable'));
    if (data) onChosen({ fileName: file.name, contentBase64, preview: data.previewReadings });
  };
  return (
    <div style={{ maxWidth: 760 }}>
      <h2>1 · {t('step1')}</h2>
      {problem ? <Alert type="warning" showIcon role="alert" title={problem} style={{ marginBottom: 12 }} /> : null}
      <Upload.Dragger accept=".xlsx,.csv" showUploadList={false} disabled={ratio !== null} beforeUpload={(file) => { void take(file); return false; }}>
        <p><InboxOutlined style={{ fontSize: 40, color: 'var(--accent)' }} /></p>
        <p>{t('step1Hint')}</p>
      </Upload.Dragger>
      {ratio !== null ? <Progress percent={Math.round(ratio * 100)} status="active" /> : null}
    </div>
  );
}

interface ColumnsForm {
  sourceId: string;
  title: string;
  utility: Utility;
  meanings: Record<string, ReadingField | ''>;
}

function Columns({ areaCode, chosen, onBack, onDone }: { areaCode: string; chosen: Chosen; onBack(): void; onDone(result: Imported): void }) {
  const t = useWords('reading');
  const shell = useWords('shell');
  const term = useTerms();
  const { count } = useFormats();
  const [form] = Form.useForm<ColumnsForm>();
  const sources = useReading({ query: ReadingSourcesDocument, variables: { areaCode }, requestPolicy: 'cache-and-network' });
  const saving = useSubmission(SaveReadingSourceDocument);
  const importing = useKeyedSubmission(ImportReadingsDocument);
  const known = sources.data?.readingSources ?? [];
  const sourceId = Form.useWatch('sourceId', form);
  const { headings, suggested, rows } = chosen.preview;

  const choose = (id: string) => {
    const source = known.find((one) => one.id === id);
    form.setFieldsValue({ title: source?.title ?? '', utility: source?.utility ?? 'ELECTRICITY', meanings: meaningsOf(headings, source?.columns ?? suggested) });
  };
  const send = async (values: ColumnsForm) => {
    const columns = headings.flatMap((heading, at) => (values.meanings[at] ? [{ heading, field: values.meanings[at] }] : []));
    const source = known.find((one) => one.id === values.sourceId);
    const unchanged = source && JSON.stringify(source.columns.map(({ heading, field }) => ({ heading, field }))) === JSON.stringify(columns);
    const saved = unchanged
      ? { saveReadingSource: source }
      : await saving.submit({ input: { areaCode: source?.area.code ?? areaCode, title: values.title, utility: values.utility, columns, version: source?.version ?? null } });
    if (!saved) return;
    const answer = await importing.submit({ sourceId: saved.saveReadingSource.id, areaCode, fileName: chosen.fileName, contentBase64: chosen.contentBase64 });
    if (answer) onDone(answer.importReadings);
    else sources.refetch();
  };
  return (
    <Form<ColumnsForm> form={form} layout="vertical" style={{ maxWidth: 760 }} onFinish={(values) => void send(values)} initialValues={{ sourceId: '', title: '', utility: 'ELECTRICITY', meanings: meaningsOf(headings, suggested) }}>
      <h2>2 · {t('step2')} · {chosen.fileName} · {count(rows)}</h2>
      <p className="muted">{t('step2Hint')}</p>
      <RefusalAlert refusal={saving.refusal ?? importing.refusal} />
      <Form.Item name="sourceId" label={t('source')}>
        <Select onChange={choose} options={[{ value: '', label: t('newSource') }, ...known.map(({ id, title }) => ({ value: id, label: title }))]} />
      </Form.Item>
      <Form.Item name="title" label={t('sourceTitle')} extra={t('sourceTitleHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input maxLength={60} disabled={Boolean(sourceId)} />
      </Form.Item>
      <Form.Item name="utility" label={t('utility')}>
        <Select disabled={Boolean(sourceId)} options={utilities.map((value) => ({ value, label: term('Utility', value) }))} />
      </Form.Item>
      <Table
        size="small" rowKey="at" pagination={false} dataSource={headings.map((heading, at) => ({ heading, at }))}
        columns={[
          { title: t('heading'), dataIndex: 'heading' },
          {
            title: t('meaning'),
            render: (_, { heading, at }) => (
              <Form.Item name={['meanings', String(at)]} noStyle>
                <Select aria-label={heading} style={{ width: 220 }} options={[{ value: '', label: t('ignore') }, ...fields.map((value) => ({ value, label: term('ReadingField', value) }))]} />
              </Form.Item>
            ),
          },
        ]}
      />
      <div className="toolbar" style={{ marginTop: 12 }}>
        <Button onClick={onBack}>{t('back')}</Button>
        <Button type="primary" htmlType="submit" loading={saving.busy || importing.busy}>{t('start')}</Button>
      </div>
    </Form>
  );
}

function meaningsOf(headings: readonly string[], columns: readonly { heading: string; field: ReadingField }[]): ColumnsForm['meanings'] {
  const byHeading = new Map(columns.map(({ heading, field }) => [heading, field]));
  return Object.fromEntries(headings.map((heading, at) => [String(at), byHeading.get(heading) ?? '']));
}

function Result({ result, onAnother }: { result: Imported; onAnother(): void }) {
  const t = useWords('reading');
  const { count } = useFormats();
  return (
    <section aria-label={t('step3')}>
      <h2>3 · {t('step3')}</h2>
      <dl className="figures-row">
        {(['rows', 'added', 'corrected', 'unchanged'] as const).map((key) => <div key={key} data-count={key}><dt>{t(key)}</dt><dd>{count(result[key])}</dd></div>)}
        <div className={result.rejected > 0 ? 'is-amber' : ''} data-count="rejected"><dt>{t('rejected')}</dt><dd>{count(result.rejected)}</dd></div>
        <div className={result.flagged > 0 ? 'is-amber' : ''} data-count="flagged"><dt>{t('newFlags')}</dt><dd>{count(result.flagged)}</dd></div>
      </dl>
      {result.rejected > 0 ? <Alert type="warning" showIcon title={t('someBad', { count: count(result.rejected) })} action={<ReadingErrorSheetButton id={result.id} />} style={{ marginBottom: 12 }} /> : null}
      {result.errors.length > 0 ? (
        <Table
          size="middle" rowKey={(error) => `${error.row} ${error.column} ${error.code}`} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} dataSource={result.errors}
          columns={[{ title: t('row'), dataIndex: 'row', width: 80 }, { title: t('column'), dataIndex: 'column', width: 160 }, { title: t('reason'), dataIndex: 'reason' }]}
        />
      ) : null}
      <div className="toolbar">
        <Link to={{ pathname: '/readings/flags', search: location.search }}><Button type="primary">{t('toFlags')}</Button></Link>
        <Button onClick={onAnother}>{t('another')}</Button>
      </div>
    </section>
  );
}

export function ReadingErrorSheetButton({ id }: { id: string }) {
  const t = useWords('reading');
  const shell = useWords('shell');
  const client = useClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    const { data, error } = await client.query(ReadingErrorSheetDocument, { id }, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    if (error) void message.error(noticeOf(error).message ?? shell('unreachable'));
    if (data?.readingImport?.errorSheet) saveFile(data.readingImport.errorSheet);
  };
  return <Button size="small" icon={<DownloadOutlined />} loading={busy} onClick={() => void download()}>{t('errorSheet')}</Button>;
}
