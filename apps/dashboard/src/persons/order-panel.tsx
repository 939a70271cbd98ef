import { Descriptions, Tag } from 'antd';
import { riskColours } from '../checkpoints/arrival-table.tsx';
import { orderColours } from '../isolation/order-colours.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import type { Entry } from './person-page.tsx';

/** The order that is proposed or in force, where the person lies, and the arrival it may have come from. */
export function OrderPanel({ person }: { person: Entry }) {
  const t = useWords('person');
  const term = useTerms();
  const { moment } = useFormats();
  const order = person.currentOrder;
  const arrival = person.latestArrival;
  return (
    <div className="panel">
      <h2>{t('order')} {order ? <Tag color={orderColours[order.state]}>{term('OrderState', order.state)}</Tag> : null}</h2>
      {order ? <OrderFacts order={order} /> : <p className="muted">{t('noOrder')}</p>}
      {arrival ? (
        <p style={{ marginBottom: 0 }}>
          <span className="muted">{t('arrival')}: </span>
          {t('arrivedFrom', { at: moment(arrival.arrivedAt), origin: arrival.originName })} <Tag color={riskColours[arrival.risk]}>{term('RiskLevel', arrival.risk)}</Tag>
          <span className="muted">{arrival.checkpoint.name}</span>
        </p>
      ) : null}
    </div>
  );
}

function OrderFacts({ order }: { order: NonNullable<Entry['currentOrder']> }) {
  const t = useWords('person');
  const term = useTerms();
  const { moment } = useFormats();
  const bed = order.currentStay?.bed;
  const items = [
    { key: 'mode', label: t('mode'), children: term('OrderMode', order.mode) },
    ...(order.reason ? [{ key: 'reason', label: t('reason'), children: term('OrderReason', order.reason) }] : []),
    { key: 'facility', label: t('facility'), children: order.facility?.name ?? '—' },
    { key: 'bed', label: t('bed'), children: bed ? `${bed.room} · ${bed.label}` : '—' },
    { key: 'startsAt', label: t('startsAt'), children: moment(order.startsAt) },
    { key: 'plannedEnd', label: t('plannedEnd'), children: moment(order.plannedEnd) },
    { key: 'rule', label: t('rule'), children: `${order.ruleVersion} · ${t('days', { facility: order.facilityDays, home: order.homeDays })}` },
    { key: 'proposedAt', label: t('proposedAt'), children: moment(order.proposedAt) },
    ...(order.decidedBy ? [{ key: 'decidedBy', label: t('decidedBy'), children: order.decidedBy }] : []),
  ];
  return <Descriptions size="small" column={{ xs: 1, sm: 2, lg: 3 }} items={items} />;
}
