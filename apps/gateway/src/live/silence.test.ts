import { connectionName, silentConnections } from './silence.ts';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (remote: string, state: string, timer: string, times: string) => `   1: 0107D50A:0FA0 ${remote} ${state} 00000003:00000000 ${timer}:00000012 ${times}     0        0 180 1 000000007068b64c 100 0 0 10 0\n`;

test('a connection on which the same was sent three times and more is silent', () => {
  expect(silentConnections(head + row('0207D50A:8460', '01', '01', '00000003'))).toEqual([connectionName(4000, '10.213.7.2', 0x8460)]);
  expect(silentConnections(head + row('0207D50A:8460', '01', '01', '0000000A'))).toHaveLength(1);
});

test.each([
  ['was sent again twice only', '01', '01', '00000002'],
  ['does not read but answers: its window is probed', '01', '04', '00000005'],
  ['is idle', '01', '00', '00000000'],
  ['is being closed', '04', '01', '00000005'],
])('one that %s is not', (_, state, timer, times) => {
  expect(silentConnections(head + row('0207D50A:8460', state, timer, times))).toEqual([]);
});

test('addresses of both families are named as Node names them', () => {
  const mapped = '0000000000000000FFFF00000207D50A:8460';
  const six = 'B80D0120000000000000000001000000:8460';
  expect(silentConnections(head + row(mapped, '01', '01', '00000003') + row(six, '01', '01', '00000003'))).toEqual([
    connectionName(4000, '::ffff:10.213.7.2', 0x8460),
    connectionName(4000, '2001:db8::1', 0x8460),
  ]);
});
