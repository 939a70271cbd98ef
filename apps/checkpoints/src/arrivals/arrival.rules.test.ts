import { declareArrival } from './arrival.rules.ts';
import type { ArrivalDraft } from './arrival.rules.ts';

const now = new Date('2022-11-20T08:00:00+08:00');
const checkpoint = { id: 'gate', areaCode: '410811' };
const by = { id: 'arrival', declaredBy: '高速口卡点', now };
const draft: ArrivalDraft = {
  personId: '018f6f6e-0000-7000-8000-000000000002',
  checkpointId: 'gate',
  areaCode: '410811001001',
  originAreaCode: '4403',
  originName: ' 深圳市 ',
  risk: 'HIGH',
  letterSigned: true,
  arrivedAt: now,
};

describe('an arrival', () => {
  it('is registered with both times and tidied words', () => {
    expect(declareArrival({ ...draft, plate: '粤b 12345', temperature: 36.64 }, checkpoint, by)).toMatchObject({
      originName: '深圳市',
      plate: '粤B12345',
      temperature: 36.6,
      householdId: null,
      arrivedAt: now,
      receivedAt: now,
    });
  });

  it.each<[string, Partial<ArrivalDraft>, string]>([
    ['without the letter', { letterSigned: false }, 'LETTER_NOT_SIGNED'],
    ['from a province at large', { originAreaCode: '44' }, 'ORIGIN_UNKNOWN'],
    ['from nowhere', { originAreaCode: 'XX' }, 'ORIGIN_UNKNOWN'],
    ['from a place without a name', { originName: ' ' }, 'ORIGIN_UNKNOWN'],
    ['to a street at large', { areaCode: '410811001' }, 'DESTINATION_UNKNOWN'],
    ['to another county', { areaCode: '410802001001' }, 'DESTINATION_UNKNOWN'],
    ['of a time to come', { arrivedAt: new Date(now.getTime() + 6 * 60_000) }, 'ARRIVAL_IN_FUTURE'],
    ['of a phone whose clock was never set', { arrivedAt: new Date(0) }, 'ARRIVAL_TOO_OLD'],
    ['of a body in Fahrenheit', { temperature: 98 }, 'TEMPERATURE_IMPLAUSIBLE'],
    ['of nobody', { personId: 'somebody' }, 'ID_INVALID'],
    ['into no household', { householdId: 'home' }, 'ID_INVALID'],
  ])('is refused %s', (_case, change, code) => {
    expect(() => declareArrival({ ...draft, ...change }, checkpoint, by)).toThrow(expect.objectContaining({ code }));
  });
});
