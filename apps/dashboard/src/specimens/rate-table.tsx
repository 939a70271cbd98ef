import { Table } from 'antd';
import type { FieldRateFragment } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';

/** Rates by field, each with its interval drawn as a bar on one scale. */
export function RateTable({ results }: { results: readonly FieldRateFragment[] }) {
  const t = useWords('specimen');
  const term = useTerms();
  const { percent } = useFormats();
  const widest = Math.max(0.1, ...results.filter(({ compared }) => compared > 0).map(({ high }) => high));
  return (
    <Table<FieldRateFragment>
      size="middle" rowKey="field" pagination={false} dataSource={results} scroll={{ x: 700 }}
      columns={[
        { title: t('field'), render: (_, row) => term('SpecimenField', row.field) },
        { title: t('compared'), align: 'right', dataIndex: 'compared' },
        { title: t('differing'), align: 'right', dataIndex: 'differing' },
        { title: t('rate'), align: 'right', render: (_, row) => (row.rate == null ? '—' : <b>{percent(row.rate)}</b>) },
        { title: t('interval'), className: 'nowrap', render: (_, row) => (row.rate == null ? '—' : `${percent(row.low)} – ${percent(row.high)}`) },
        { title: '', width: 200, className: 'no-print', render: (_, row) => (row.rate == null ? null : <Bar row={row} widest={widest} />) },
        { title: t('method'), render: (_, row) => term('IntervalMethod', row.method) },
      ]}
    />
  );
}

function Bar({ row, widest }: { row: FieldRateFragment; widest: number }) {
  const at = (value: number) => `${(value / widest) * 100}%`;
  return (
    <div aria-hidden style={{ position: 'relative', height: 10, background: 'var(--line)', borderRadius: 5 }}>
      <div style={{ position: 'absolute', left: at(row.low), width: at(row.high - row.low), minWidth: 2, height: 10, background: '#9cc9c6', borderRadius: 5 }} />
      <div style={{ position: 'absolute', left: at(row.rate ?? 0), width: 3, height: 10, background: 'var(--accent)' }} />
    </div>
  );
}
