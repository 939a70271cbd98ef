import { Button, Form, Select } from 'antd';
import type { MappedLedgerColumn, MappedLedgerColumnInput } from '../generated/operations.ts';
import { useTerms, useWords } from '../language/words.ts';

export type MappedColumn = MappedLedgerColumnInput;

const columns: readonly MappedLedgerColumn[] = ['NAME', 'ID_NUMBER', 'ADDRESS', 'COMPOUND', 'BUILDING', 'UNIT', 'ROOM', 'PHONE', 'BIRTH_DATE', 'RELATION', 'OCCUPANCY', 'COMMUNITY'];

interface ColumnsFormProps {
  unknown: { found: string[]; lacking: string[] };
  busy: boolean;
  onMapped(columns: MappedColumn[]): void;
}

/** For a ledger whose headings are an office's own: what each of our columns is called there. */
export function ColumnsForm({ unknown: { found, lacking }, busy, onMapped }: ColumnsFormProps) {
  const t = useWords('ledger');
  const term = useTerms();
  const send = (chosen: Partial<Record<MappedLedgerColumn, string>>) =>
    onMapped(columns.flatMap((column) => (chosen[column] ? [{ column, heading: chosen[column] }] : [])));
  return (
    <Form layout="horizontal" labelCol={{ span: 6 }} style={{ marginTop: 16 }} onFinish={send}>
      <h2>{t('columnsTitle')}</h2>
      <p className="muted">{t('columnsHint')}</p>
      {columns.map((column) => (
        <Form.Item key={column} name={column} label={term('MappedLedgerColumn', column)} extra={lacking.includes(column) ? t('columnLacking') : undefined}>
          <Select allowClear placeholder={t('columnNone')} options={found.map((heading) => ({ value: heading, label: heading }))} />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit" loading={busy}>{t('columnsSend')}</Button>
    </Form>
  );
}
