import { Modal, Progress, Table, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { FacilitiesDocument } from '../generated/operations.ts';
import type { FacilityState } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { RegisterFacilityForm } from './register-facility-form.tsx';

const colours: Readonly<Record<FacilityState, string>> = { DESIGNATED: 'default', FITTING_OUT: 'gold', INSPECTED: 'blue', OPEN: 'green', CLOSED: 'default' };

export function FacilityList({ areaCode, moves }: { areaCode: string; moves: number }) {
  const t = useWords('isolation');
  const term = useTerms();
  const { count } = useFormats();
  const [registering, setRegistering] = useState(false);
  const reading = useReading({ query: FacilitiesDocument, variables: { areaCode } });
  const { refetch } = reading;
  useEffect(() => {
    if (moves > 0) refetch();
  }, [moves, refetch]);
  return (
    <>
      <div className="toolbar">
        <div className="spread" />
        <ScopedButton scope="facility:write" type="primary" onClick={() => setRegistering(true)}>{t('registerFacility')}</ScopedButton>
      </div>
      <Shown reading={reading}>
        {({ facilities }) => (
          <Table
            size="middle"
            rowKey="id"
            pagination={false}
            scroll={{ x: 860 }}
            dataSource={facilities}
            locale={{ emptyText: <Nothing text={t('noFacilities')} /> }}
            columns={[
              { title: t('facilityName'), render: (_, row) => <><Link to={{ pathname: `/isolation/facilities/${row.id}`, search: location.search }}>{row.name}</Link><div className="muted">{row.address}</div></> },
              { title: t('area'), render: (_, row) => placeName(row.area) },
              { title: t('sponsor'), dataIndex: 'sponsor' },
              { title: t('steps'), dataIndex: 'state', width: 110, render: (state: FacilityState) => <Tag color={colours[state]}>{term('FacilityState', state)}</Tag> },
              { title: t('occupied'), width: 220, render: (_, row) => <Progress size="small" percent={row.capacity ? Math.round((row.occupied / row.capacity) * 100) : 0} format={() => `${count(row.occupied)} / ${count(row.capacity)}`} /> },
              { title: t('free'), dataIndex: 'free', width: 90, align: 'right' as const, render: (free: number) => <b>{count(free)}</b> },
            ]}
          />
        )}
      </Shown>
      <Modal open={registering} width={640} title={t('registerFacility')} footer={null} destroyOnHidden onCancel={() => setRegistering(false)}>
        <RegisterFacilityForm areaCode={areaCode} onDone={() => { setRegistering(false); refetch(); }} />
      </Modal>
    </>
  );
}
