import { Table } from 'antd';
import { StockMovementsDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Nothing, Shown } from '../shell/states.tsx';

export function MovementList({ placeId }: { placeId: string }) {
  const t = useWords('supply');
  const term = useTerms();
  const { count, moment } = useFormats();
  const reading = useReading({ query: StockMovementsDocument, variables: { placeId } });
  return (
    <Shown reading={reading}>
      {({ stockMovements }) => (
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={stockMovements}
          locale={{ emptyText: <Nothing text={t('noMovements')} /> }}
          columns={[
            { title: t('at'), dataIndex: 'movedAt', className: 'nowrap', render: (at: string) => moment(at) },
            { title: t('moveKind'), dataIndex: 'kind', render: (kind: string) => term('MovementKind', kind) },
            { title: t('item'), dataIndex: ['item', 'name'] },
            { title: t('quantity'), align: 'right' as const, render: (_, row) => `${row.to?.id === placeId ? '+' : '−'}${count(row.quantity)} ${row.item.unit}` },
            { title: t('from'), render: (_, row) => row.from?.name ?? t('outside') },
            { title: t('to'), render: (_, row) => row.to?.name ?? t('usedUp') },
            { title: t('reason'), dataIndex: 'reason' },
            { title: t('by'), dataIndex: 'movedBy' },
          ]}
        />
      )}
    </Shown>
  );
}
