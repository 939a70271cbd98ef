import { Alert, Button, Drawer, Table } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { LedgerImportErrorsDocument, LedgerImportsDocument } from '../generated/operations.ts';
import type { LedgerResultFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { useWhoCan } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { ImportResult } from './import-result.tsx';

export function ImportList({ areaCode }: { areaCode: string }) {
  const allowed = useScope('ledger:import');
  const whoCan = useWhoCan('ledger:import');
  return allowed ? <Imports areaCode={areaCode} /> : <Alert type="info" showIcon title={whoCan} />;
}

function Imports({ areaCode }: { areaCode: string }) {
  const t = useWords('ledger');
  const { count, moment } = useFormats();
  const [opened, setOpened] = useState<string | null>(null);
  const reading = useReading({ query: LedgerImportsDocument, variables: { areaCode } });
  const number = (title: string, key: keyof LedgerResultFragment) => ({ title, dataIndex: key, align: 'right' as const, render: (value: number) => count(value) });
  return (
    <Shown reading={reading}>
      {({ ledgerImports }) => (
        <>
          <Table
            size="middle"
            rowKey="id"
            pagination={false}
            dataSource={ledgerImports}
            locale={{ emptyText: <Nothing text={t('noImports')} /> }}
            columns={[
              { title: t('importedAt'), dataIndex: 'importedAt', className: 'nowrap', render: (at: string) => moment(at) },
              { title: t('file'), dataIndex: 'fileName' },
              { title: t('area'), render: (_, row) => placeName(row.area) },
              { title: t('importedBy'), dataIndex: 'importedBy' },
              number(t('rows'), 'rows'),
              number(t('householdsAdded'), 'householdsAdded'),
              number(t('peopleAdded'), 'peopleAdded'),
              number(t('peopleUpdated'), 'peopleUpdated'),
              number(t('rejected'), 'rowsRejected'),
              { title: '', render: (_, row) => <Button size="small" onClick={() => setOpened(row.id)}>{t('open')}</Button> },
            ]}
          />
          <Drawer open={opened !== null} size={760} title={t('result')} destroyOnHidden onClose={() => setOpened(null)}>
            {opened ? <OneImport id={opened} /> : null}
          </Drawer>
        </>
      )}
    </Shown>
  );
}

function OneImport({ id }: { id: string }) {
  const reading = useReading({ query: LedgerImportErrorsDocument, variables: { id } });
  return <Shown reading={reading}>{({ ledgerImport }) => (ledgerImport ? <ImportResult result={ledgerImport} /> : null)}</Shown>;
}
