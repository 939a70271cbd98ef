import { alertStanding, checkpointStanding, orderStanding, sharesOf, supportStanding } from './standing.rules.ts';

const areaCode = '410811001001';

it('an order counts in one level: proposed, then that of its mode, then none', () => {
  const order = { orderId: 'o', areaCode, mode: 'HOME' as const };
  expect(orderStanding(order, 'PROPOSED')).toMatchObject({ figure: 'ordersProposed', ended: false });
  expect(orderStanding(order, 'CONFIRMED')).toMatchObject({ figure: 'atHome', ended: false });
  expect(orderStanding({ ...order, mode: 'HOSPITAL' }, 'CONFIRMED').figure).toBe('inHospital');
  expect(orderStanding({ ...order, mode: 'FACILITY' }, 'CONFIRMED').figure).toBe('inFacility');
  expect(orderStanding(order, 'ENDED')).toMatchObject({ figure: null, ended: true });
});

it('an alert is open until it is closed', () => {
  const alert = { alertId: 'a', areaCode };
  expect((['RAISED', 'ACKNOWLEDGED', 'CLOSED'] as const).map((state) => alertStanding(alert, state).figure)).toEqual(['alertsOpen', 'alertsOpen', null]);
});

it('a closed request is over, a closed checkpoint may open again', () => {
  expect(supportStanding({ requestId: 'r', areaCode }, 'CLOSED')).toMatchObject({ figure: null, ended: true });
  expect(checkpointStanding({ checkpointId: 'c', areaCode, open: false })).toMatchObject({ figure: null, ended: false });
});

it('a step takes off where it had put on', () => {
  const before = { areaCode: '410811002', figure: 'inFacility' as const };
  expect(sharesOf({ before, after: null })).toEqual([{ areaCode: '410811002', by: { inFacility: -1 } }]);
  expect(sharesOf({ before: null, after: null })).toEqual([]);
  expect(sharesOf({ before, after: { areaCode, figure: 'atHome' } })).toEqual([
    { areaCode: '410811002', by: { inFacility: -1 } },
    { areaCode, by: { atHome: 1 } },
  ]);
});
