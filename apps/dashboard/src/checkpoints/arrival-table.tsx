import { Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { ArrivalsDocument } from '../generated/operations.ts';
import type { RiskLevel } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';

export const riskColours: Readonly<Record<RiskLevel, string>> = { HIGH: 'red', MEDIUM: 'gold', LOW: 'green' };

export function ArrivalTable({ areaCode }: { areaCode: string }) {
  const t = useWords('checkpoint');
  const shell = useWords('shell');
  const term = useTerms();
  const { moment } = useFormats();
  const [risk, setRisk] = useState<RiskLevel | 'ALL'>('ALL');
  const paging = usePaging(`${areaCode} ${risk}`);
  const reading = useReading({ query: ArrivalsDocument, variables: { areaCode, risk: risk === 'ALL' ? null : risk, first: 50, after: paging.after } });
  return (
    <>
      <div className="toolbar">
        <Segmented value={risk} onChange={setRisk} options={(['ALL', 'HIGH', 'MEDIUM', 'LOW'] as const).map((value) => ({ value, label: value === 'ALL' ? shell('all') : term('RiskLevel', value) }))} />
      </div>
      <Shown reading={reading}>
        {({ arrivals }) => (
          <>
            <Table
              size="middle"
              rowKey="id"
              pagination={false}
              scroll={{ x: 860 }}
              dataSource={arrivals.edges.map((edge) => edge.node)}
              locale={{ emptyText: <Nothing text={t('noArrivals')} /> }}
              columns={[
                { title: t('arrivedAt'), dataIndex: 'arrivedAt', className: 'nowrap', width: 120, render: (at: string) => moment(at) },
                { title: t('person'), render: (_, row) => <><PersonLink person={row.person} /> {row.person.underIsolation ? <Tag color="purple">{t('underIsolation')}</Tag> : null}</> },
                { title: t('origin'), dataIndex: 'originName' },
                { title: t('risk'), dataIndex: 'risk', width: 110, render: (value: RiskLevel) => <Tag color={riskColours[value]}>{term('RiskLevel', value)}</Tag> },
                { title: t('stay'), render: (_, row) => placeName(row.area) },
                { title: t('checkpoint'), dataIndex: ['checkpoint', 'name'] },
                { title: t('plate'), dataIndex: 'plate', render: (text: string | null) => text ?? '—' },
                { title: t('temperature'), dataIndex: 'temperature', width: 80, align: 'right' as const, render: (value: number | null) => <Temperature value={value} /> },
              ]}
            />
            <Pager paging={paging} totalCount={arrivals.totalCount} pageInfo={arrivals.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

/** 37.3 °C is where the field draws the line of a fever. */
const fever = 37.3;

export function Temperature({ value }: { value: number | null }) {
  if (value === null) return <>—</>;
  return <span style={value >= fever ? { color: 'var(--red)', fontWeight: 600 } : undefined}>{value.toFixed(1)}</span>;
}
