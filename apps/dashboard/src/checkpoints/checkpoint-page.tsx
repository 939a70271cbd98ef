import { Table, Tag } from 'antd';
import { useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { CheckpointDetailDocument } from '../generated/operations.ts';
import type { CheckpointDetailQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { DeskHead } from '../shell/desk-head.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { Temperature } from './arrival-table.tsx';
import { Hours, OpenTag } from './checkpoint-list.tsx';
import { GateSwitch } from './gate-switch.tsx';

type Detail = NonNullable<CheckpointDetailQuery['checkpoint']>;

/** One checkpoint: who passed, and what lies there. */
export function CheckpointPage() {
  const t = useWords('checkpoint');
  const term = useTerms();
  const { checkpointId = '' } = useParams();
  const withStock = useScope('stock:read');
  const reading = useReading({ query: CheckpointDetailDocument, variables: { id: checkpointId, withStock } });
  return (
    <Shown reading={reading}>
      {({ checkpoint }) => checkpoint ? (
        <>
          <DeskHead
            title={<>{checkpoint.name} <OpenTag open={checkpoint.open} /></>}
            lead={<>{placeName(checkpoint.area)} · {term('CheckpointKind', checkpoint.kind)} · <Hours checkpoint={checkpoint} /></>}
          >
            <GateSwitch checkpointId={checkpoint.id} open={checkpoint.open} onDone={reading.refetch} />
          </DeskHead>
          <Numbers checkpoint={checkpoint} />
          {checkpoint.stock ? <Stock stock={checkpoint.stock} /> : null}
          <Passages passages={checkpoint.passages} />
        </>
      ) : <Nothing text={t('noSuchCheckpoint')} />}
    </Shown>
  );
}

function Numbers({ checkpoint }: { checkpoint: Detail }) {
  const t = useWords('checkpoint');
  const { count } = useFormats();
  return (
    <dl className="figures-row">
      <div><dt>{t('passagesToday')}</dt><dd>{count(checkpoint.passageCount)}</dd></div>
      <div><dt>{t('headcount')}</dt><dd>{count(checkpoint.headcount)}</dd></div>
    </dl>
  );
}

function Stock({ stock }: { stock: NonNullable<Detail['stock']> }) {
  const t = useWords('checkpoint');
  const { count, moment } = useFormats();
  return (
    <div className="panel">
      <h2>{t('stock')}</h2>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={stock}
        locale={{ emptyText: <Nothing text={t('noStock')} /> }}
        columns={[
          { title: t('item'), render: (_, row) => `${row.item.name} (${row.item.code})` },
          { title: t('quantity'), align: 'right' as const, render: (_, row) => <>{row.belowThreshold ? <Tag color="gold">{t('short')}</Tag> : null}{count(row.quantity)} {row.item.unit}</> },
          { title: t('at'), dataIndex: 'updatedAt', className: 'nowrap', width: 140, render: (at: string) => moment(at) },
        ]}
      />
    </div>
  );
}

function Passages({ passages }: { passages: Detail['passages'] }) {
  const t = useWords('checkpoint');
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
          { title: t('person'), render: (_, row) => (row.person ? <PersonLink person={row.person} /> : t('unidentified')) },
          { title: t('direction'), dataIndex: 'direction', width: 80, render: (way: string) => term('Direction', way) },
          { title: t('verdict'), dataIndex: 'verdict', width: 100, render: (verdict: string) => <Tag color={verdict === 'ALLOWED' ? 'green' : 'red'}>{term('Verdict', verdict)}</Tag> },
          { title: t('reason'), dataIndex: 'reasonText', render: (text: string | null) => text ?? '' },
          { title: t('temperature'), dataIndex: 'temperature', width: 80, align: 'right' as const, render: (value: number | null) => <Temperature value={value} /> },
          { title: t('plate'), dataIndex: 'plate', render: (text: string | null) => text ?? '' },
        ]}
      />
    </div>
  );
}
