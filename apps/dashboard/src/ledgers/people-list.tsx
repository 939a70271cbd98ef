import { Input, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { RegisterPeopleDocument } from '../generated/operations.ts';
import type { RegisterPeopleQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';

type Resident = RegisterPeopleQuery['people']['edges'][number]['node'];

export function PeopleList({ areaCode }: { areaCode: string }) {
  const t = useWords('ledger');
  const [search, setSearch] = useState('');
  const paging = usePaging(`${areaCode} ${search}`);
  const reading = useReading({ query: RegisterPeopleDocument, variables: { areaCode, search: search || null, first: 50, after: paging.after } });
  const columns = useResidentColumns();
  return (
    <>
      <div className="toolbar">
        <Input.Search allowClear placeholder={t('searchPeople')} aria-label={t('searchPeople')} style={{ maxWidth: 420 }} onSearch={(text) => setSearch(text.trim())} />
      </div>
      <Shown reading={reading}>
        {({ people }) => (
          <>
            <Table size="middle" rowKey="id" pagination={false} columns={columns} dataSource={people.edges.map((edge) => edge.node)} scroll={{ x: 900 }} locale={{ emptyText: <Nothing text={t('noPeople')} /> }} />
            <Pager paging={paging} totalCount={people.totalCount} pageInfo={people.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function useResidentColumns(): ColumnsType<Resident> {
  const t = useWords('ledger');
  const term = useTerms();
  return [
    { title: t('name'), dataIndex: 'name', render: (name: string, resident) => <Link to={`/persons/${resident.id}`}>{name}</Link> },
    { title: t('sex'), dataIndex: 'sex', width: 64, render: (sex: string | null) => (sex ? term('Sex', sex) : '—') },
    { title: t('birthDate'), dataIndex: 'birthDate', width: 110, render: (day: string | null) => day ?? '—' },
    { title: t('idNumber'), dataIndex: 'idNumber', className: 'nowrap', render: (text: string | null) => text ?? '—' },
    { title: t('phone'), dataIndex: 'phone', className: 'nowrap', render: (text: string | null) => text ?? '—' },
    { title: t('relation'), dataIndex: 'relation', width: 100, render: (text: string | null) => text ?? '—' },
    { title: t('address'), render: (_, resident) => resident.household?.address ?? '—' },
    { title: t('area'), render: (_, row) => placeName(row.area) },
  ];
}
