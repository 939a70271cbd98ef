import { blankReport, faultsOfReport, isProof, meetMembers, sentReport, stepsOfReport } from './door.rules.ts';

const members = [{ id: 'a', name: '赵**', relation: '户主' }, { id: 'b', name: '钱**', relation: null }];
const today = '2022-11-20';
const filled = { ...blankReport('code', members), proof: '4321' };
const journey = { originAreaCode: '4201', originName: '武汉市', cameOn: '2022-11-15', risk: 'HIGH' as const };
const withJourney = (change: object) => ({ ...filled, members: [{ ...filled.members[0]!, journeys: [{ ...journey, ...change }] }] });

test('a household where nothing has happened is ready as it opens, but for the proof', () => {
  expect(faultsOfReport(filled, today).size).toBe(0);
  expect([...faultsOfReport(blankReport('code', members), today)]).toEqual([['', 'PROOF']]);
  expect(faultsOfReport(blankReport('', members), today).size).toBe(0);
});

test.each([['4321', true], ['432x', true], ['４３２１', true], ['43210', false], ['abcd', false], ['', false]])('%s as a proof: %s', (text, expected) => expect(isProof(text)).toBe(expected));

test.each([
  ['a temperature that nobody has', { ...filled, members: [{ ...filled.members[0]!, temperature: '50' }] }, 'TEMPERATURE'],
  ['a journey without a city', withJourney({ originAreaCode: '' }), 'JOURNEY'],
  ['a journey of last month', withJourney({ cameOn: '2022-11-05' }), 'JOURNEY'],
  ['a journey of tomorrow', withJourney({ cameOn: '2022-11-21' }), 'JOURNEY'],
])('%s is said beside the member', (_case, form, fault) => expect(faultsOfReport(form, today).get('a')).toBe(fault));

test('what is sent has numbers and codes, no names; who is away has no temperature', () => {
  const form = { ...filled, members: [{ ...filled.members[0]!, temperature: '37.3', journeys: [journey] }, { ...filled.members[1]!, present: false, temperature: '36.5' }] };
  const [step] = stepsOfReport(form, 'key', '2022-11-20T08:00:00.000Z');
  expect(step!.input).toEqual({
    key: 'key', reportedAt: '2022-11-20T08:00:00.000Z', code: 'code', proof: '4321',
    members: [{ personId: 'a', present: true, temperature: 37.3, movements: [{ originAreaCode: '4201', cameOn: '2022-11-15', risk: 'HIGH' }] }, { personId: 'b', present: false, temperature: null, movements: [] }],
  });
  expect(JSON.stringify(step)).not.toContain('赵');
  expect(JSON.stringify(sentReport(form))).not.toMatch(/赵|4321|37\.3|4201/);
});

test('a draft meets the members as they are now', () => {
  const draft = { ...filled, members: [{ ...filled.members[0]!, temperature: '36.6' }] };
  const fresh = blankReport('code', [{ id: 'a', name: '赵小明' }, { id: 'c', name: '钱新来' }]);
  expect(meetMembers(draft, fresh).members.map(({ personId, label, temperature }) => [personId, label, temperature])).toEqual([['a', '赵小明', '36.6'], ['c', '钱新来', '']]);
});
