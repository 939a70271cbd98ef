import { Table, Tag } from 'antd';
import { Temperature } from '../checkpoints/arrival-table.tsx';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Nothing } from '../shell/states.tsx';
import type { Entry } from './person-page.tsx';

export function PassagePanel({ passages }: { passages: NonNullable<Entry['passages']> }) {
  const t = useWords('person');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <div className="panel">
      <h2>{t('passages')}</h2>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={passages}
        locale={{ emptyText: <Nothing text={t('noPassages')} /> }}
        columns={[
          { title: t('at'), dataIndex: 'passedAt', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
          { title: t('checkpoint'), dataIndex: ['checkpoint', 'name'] },
          { title: t('direction'), dataIndex: 'direction', width: 80, render: (way: string) => term('Direction', way) },
          { title: t('verdict'), dataIndex: 'verdict', width: 100, render: (verdict: string) => <Tag color={verdict === 'ALLOWED' ? 'green' : 'red'}>{term('Verdict', verdict)}</Tag> },
          { title: t('why'), dataIndex: 'reasonText', render: (text: string | null) => text ?? '' },
          { title: t('temperature'), dataIndex: 'temperature', width: 80, align: 'right' as const, render: (value: number | null) => <Temperature value={value} /> },
        ]}
      />
    </div>
  );
}
