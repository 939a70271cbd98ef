import { Button, Modal, Table, Tag } from 'antd';
import { useState } from 'react';
import { DonationsDocument } from '../generated/operations.ts';
import type { DonationsQuery } from '../generated/operations.ts';
import { useMovingReading } from '../graph/use-moving-reading.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { ReceiveDonationForm } from './receive-donation-form.tsx';

type Donation = DonationsQuery['donations']['edges'][number]['node'];

/** Donations of the area; an open row tells where every piece went. */
export function DonationTable({ areaCode, moves }: { areaCode: string; moves: number }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const { moment, yuan } = useFormats();
  const [receiving, setReceiving] = useState(false);
  const paging = usePaging(areaCode);
  const reading = useMovingReading({ query: DonationsDocument, variables: { areaCode, first: 50, after: paging.after } }, moves);
  return (
    <>
      <div className="toolbar">
        <div className="spread" />
        <Button onClick={() => print()}>{shell('print')}</Button>
        <ScopedButton scope="stock:write" type="primary" onClick={() => setReceiving(true)}>{t('receive')}</ScopedButton>
      </div>
      <Shown reading={reading}>
        {({ donations }) => (
          <>
            <Table<Donation>
              size="middle"
              rowKey="id"
              pagination={false}
              scroll={{ x: 820 }}
              dataSource={donations.edges.map((edge) => edge.node)}
              locale={{ emptyText: <Nothing text={t('noDonations')} /> }}
              expandable={{ expandedRowRender: (donation) => <Destinations donation={donation} />, rowExpandable: (donation) => donation.lines.length > 0 }}
              columns={[
                { title: t('receivedAt'), dataIndex: 'receivedAt', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
                { title: t('receipt'), dataIndex: 'receiptNumber', className: 'nowrap' },
                { title: t('donor'), render: (_, donation) => <>{donation.donor} {donation.anonymous ? <Tag>{t('anonymous')}</Tag> : null}</> },
                { title: t('goods'), render: (_, donation) => <Goods donation={donation} /> },
                { title: t('total'), dataIndex: 'valueFen', align: 'right' as const, width: 140, render: (fen: number) => yuan(fen) },
                { title: t('purpose'), dataIndex: 'purpose' },
              ]}
            />
            <Pager paging={paging} totalCount={donations.totalCount} pageInfo={donations.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={receiving} width={640} title={t('receive')} footer={null} destroyOnHidden onCancel={() => setReceiving(false)}>
        <ReceiveDonationForm areaCode={areaCode} onDone={() => { setReceiving(false); reading.refetch(); }} />
      </Modal>
    </>
  );
}

function Goods({ donation }: { donation: Donation }) {
  const { count, yuan } = useFormats();
  return (
    <>
      {donation.cashFen > 0 ? <Tag color="green">{yuan(donation.cashFen)}</Tag> : null}
      {donation.lines.map((line) => <Tag key={line.item.id}>{line.item.name} {count(line.quantity)} {line.item.unit}</Tag>)}
    </>
  );
}

function Destinations({ donation }: { donation: Donation }) {
  const t = useWords('supply');
  const { count, moment } = useFormats();
  return (
    <>
      {donation.lines.map((line) => (
        <div key={line.item.id} style={{ marginBottom: 6 }}>
          <b>{line.item.name}</b> <span className="muted">{t('allocatedOf', { allocated: count(line.allocated), quantity: count(line.quantity), unit: line.item.unit })}</span>
          {line.destinations.length === 0 ? <span className="muted"> · {t('notYet')}</span> : null}
          <div>
            {line.destinations.map((destination) => (
              <Tag key={`${destination.place.id} ${destination.at}`} color="cyan">{destination.place.name} {count(destination.quantity)} {line.item.unit} · {moment(destination.at)}</Tag>
            ))}
          </div>
        </div>
      ))}
    </>
  );
}
