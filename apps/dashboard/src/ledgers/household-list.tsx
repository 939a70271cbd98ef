import { Input, Segmented, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { RegisterHouseholdsDocument } from '../generated/operations.ts';
import type { Occupancy, RegisterHouseholdsQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';

type Row = RegisterHouseholdsQuery['households']['edges'][number]['node'];

export function HouseholdList({ areaCode }: { areaCode: string }) {
  const t = useWords('ledger');
  const shell = useWords('shell');
  const term = useTerms();
  const [search, setSearch] = useState('');
  const [occupancy, setOccupancy] = useState<Occupancy | 'ALL'>('ALL');
  const paging = usePaging(`${areaCode} ${occupancy} ${search}`);
  const wanted = occupancy === 'ALL' ? null : occupancy;
  const reading = useReading({ query: RegisterHouseholdsDocument, variables: { areaCode, search: search || null, occupancy: wanted, first: 50, after: paging.after } });
  const columns = useHouseholdColumns();
  return (
    <>
      <div className="toolbar">
        <Input.Search allowClear placeholder={t('searchHouseholds')} aria-label={t('searchHouseholds')} style={{ maxWidth: 320 }} onSearch={(text) => setSearch(text.trim())} />
        <Segmented
          value={occupancy}
          onChange={setOccupancy}
          options={[
            { value: 'ALL', label: shell('all') },
            { value: 'OCCUPIED', label: term('Occupancy', 'OCCUPIED') },
            { value: 'VACANT', label: term('Occupancy', 'VACANT') },
          ]}
        />
      </div>
      <Shown reading={reading}>
        {({ households }) => (
          <>
            <Table size="middle" rowKey="id" pagination={false} columns={columns} dataSource={households.edges.map((edge) => edge.node)} scroll={{ x: 760 }} locale={{ emptyText: <Nothing text={t('noHouseholds')} /> }} />
            <Pager paging={paging} totalCount={households.totalCount} pageInfo={households.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function useHouseholdColumns(): ColumnsType<Row> {
  const t = useWords('ledger');
  const term = useTerms();
  return [
    { title: t('address'), render: (_, row) => <Link to={`/households/${row.id}`}>{row.address}</Link> },
    { title: t('area'), render: (_, row) => placeName(row.area) },
    { title: t('occupancy'), dataIndex: 'occupancy', width: 120, render: (value: Occupancy) => <Tag color={value === 'VACANT' ? 'default' : 'cyan'}>{term('Occupancy', value)}</Tag> },
    {
      title: t('members'),
      render: (_, household) => household.members.map((member, index) => (
        <span key={member.id}>
          {index > 0 ? ' · ' : ''}
          <Link to={`/persons/${member.id}`}>{member.name}</Link>
        </span>
      )),
    },
  ];
}
