import { Button, Modal, Popconfirm, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { ExportFormsDocument, RetirePresetDocument } from '../generated/operations.ts';
import type { ExportFormsQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { FormEditor } from './form-editor.tsx';
import { ExportButton } from './level-ledger.tsx';

export type SavedForm = ExportFormsQuery['exportPresets'][number];
type Exported = ExportFormsQuery['ledgerExports'][number];

/** Forms of asking agencies, and what was exported by them. */
export function FormList({ areaCode }: { areaCode: string }) {
  const t = useWords('register');
  const term = useTerms();
  const { moment } = useFormats();
  const navigate = useNavigate();
  const [edited, setEdited] = useState<SavedForm | 'new' | null>(null);
  const reading = useReading({ query: ExportFormsDocument, variables: { areaCode } });
  const retiring = useSubmission(RetirePresetDocument);
  useTold(retiring.refusal);
  const retire = async ({ id }: SavedForm) => {
    if (await retiring.submit({ presetId: id })) reading.refetch();
  };
  return (
    <>
      <p className="muted">{t('formsLead')}</p>
      <div className="toolbar"><ScopedButton scope="ledger:import" type="primary" onClick={() => setEdited('new')}>{t('newForm')}</ScopedButton></div>
      <Shown reading={reading}>
        {({ exportPresets, ledgerExports }) => (
          <>
            <Table<SavedForm>
              size="middle"
              rowKey="id"
              pagination={false}
              dataSource={exportPresets}
              scroll={{ x: 960 }}
              locale={{ emptyText: <Nothing text={t('noForms')} /> }}
              columns={[
                { title: t('agency'), dataIndex: 'agency' },
                { title: t('formTitle'), dataIndex: 'title' },
                { title: t('level'), render: (_, form) => <Tag>{term('LedgerLevel', form.level)}</Tag> },
                { title: t('columns'), render: (_, form) => <span className="muted">{form.columns.map(({ heading }) => heading).join(' · ')}</span> },
                { title: t('version'), render: (_, form) => <span className="nowrap">{form.version} · {form.savedBy} · {moment(form.savedAt)}</span> },
                {
                  title: '', className: 'no-print',
                  render: (_, form) => (
                    <Space>
                      <Button size="small" onClick={() => void navigate({ pathname: '/ledgers/levels', search: `?area=${areaCode}&form=${form.id}` })}>{t('use')}</Button>
                      <ExportButton areaCode={areaCode} presetId={form.id} />
                      <Button size="small" onClick={() => setEdited(form)}>{t('editForm')}</Button>
                      <Popconfirm title={t('retireConfirm')} okText={t('retire')} onConfirm={() => void retire(form)}><Button size="small" danger>{t('retire')}</Button></Popconfirm>
                    </Space>
                  ),
                },
              ]}
            />
            <h2 style={{ marginTop: 20 }}>{t('exports')}</h2>
            <Table<Exported>
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={ledgerExports}
              locale={{ emptyText: <Nothing text={t('noExports')} /> }}
              columns={[
                { title: t('form'), render: (_, row) => (row.preset ? `${row.preset.agency} · ${row.preset.title.split(' · ')[0]} (${row.presetVersion})` : t('ownColumns')) },
                { title: t('level'), render: (_, row) => term('LedgerLevel', row.level) },
                { title: '', render: (_, row) => placeName(row.area) },
                { title: t('rows'), dataIndex: 'rows', align: 'right' },
                { title: t('by'), dataIndex: 'exportedBy' },
                { title: t('at'), className: 'nowrap', render: (_, row) => moment(row.exportedAt) },
              ]}
            />
          </>
        )}
      </Shown>
      <Modal open={edited !== null} width={760} title={edited === 'new' ? t('newForm') : t('editForm')} footer={null} destroyOnHidden onCancel={() => setEdited(null)}>
        {edited ? <FormEditor areaCode={areaCode} form={edited === 'new' ? null : edited} onDone={() => { setEdited(null); reading.refetch(); }} /> : null}
      </Modal>
    </>
  );
}
