import { arrivalSteps, cleanNumber, documentFault, emptyArrival, faultsOf } from './arrival.rules.ts';
import type { ArrivalForm } from './arrival.rules.ts';

const today = '2022-11-20';
/** Province 99 exists nowhere, so the number is nobody's. */
const sound = '99081119900101123X';

const filled: ArrivalForm = {
  ...emptyArrival('gate'), name: ' 王小明 ', idNumber: withCheckDigit('99081119900101123'), phone: '13800001234', originAreaCode: '4201', originName: '湖北省 武汉市', risk: 'HIGH',
  areaCode: '410811001001', plate: '鄂a12345', temperature: '36.6', letterSigned: true,
};

function withCheckDigit(digits: string): string {
  const found = '0123456789X'.split('').find((digit) => documentFault({ documentKind: 'RESIDENT_ID', idNumber: digits + digit }, today) === null);
  return digits + found;
}

describe('the form of an arrival', () => {
  it('has no fault when everything is filled in', () => expect(faultsOf(filled, today)).toEqual({}));

  it('names every missing field at once', () => {
    expect(faultsOf(emptyArrival(''), today)).toEqual({
      checkpointId: 'MISSING', name: 'MISSING', idNumber: 'MISSING', originAreaCode: 'MISSING', risk: 'MISSING', areaCode: 'MISSING', letterSigned: 'LETTER',
    });
  });

  it.each<[Partial<ArrivalForm>, string, string]>([
    [{ idNumber: '9908111990010112' }, 'idNumber', 'ID_FORM'],
    [{ idNumber: '000811199001011234' }, 'idNumber', 'ID_PROVINCE'],
    [{ idNumber: '990811199002301234' }, 'idNumber', 'ID_BIRTH_DATE'],
    [{ documentKind: 'PASSPORT', idNumber: 'E1' }, 'idNumber', 'DOCUMENT'],
    [{ documentKind: 'PASSPORT', idNumber: 'E1234567', birthDate: '2030-01-01' }, 'birthDate', 'BIRTH_DATE'],
    [{ phone: '1380000123' }, 'phone', 'PHONE'],
    [{ temperature: '98.6' }, 'temperature', 'TEMPERATURE'],
    [{ letterSigned: false }, 'letterSigned', 'LETTER'],
  ])('%j has a fault in %s: %s', (change, field, fault) => {
    expect(faultsOf({ ...filled, ...change }, today)).toEqual({ [field]: fault });
  });

  it('finds one wrong digit of an ID number by its check digit, GB 11643', () => {
    const good = filled.idNumber;
    const wrong = good.slice(0, 14) + String((Number(good[14]) + 1) % 10) + good.slice(15);
    expect(faultsOf({ ...filled, idNumber: wrong }, today)).toEqual({ idNumber: 'ID_CHECK_DIGIT' });
  });

  it('takes a number as phones type it', () => expect(cleanNumber(' ９９０８１１ 19900101-123x')).toBe(sound));
});

describe('the two steps of an arrival', () => {
  const [person, arrival] = arrivalSteps(filled, { person: 'k1', arrival: 'k2' }, '2022-11-20T01:00:00Z');

  it('identify the person first', () => {
    expect(person).toMatchObject({ operation: 'identifyPerson', input: { key: 'k1', name: '王小明', documentKind: 'RESIDENT_ID', phone: '13800001234', areaCode: '410811001001', birthDate: null } });
  });

  it('then declare the arrival, with the person\'s id from the first answer and the device\'s time', () => {
    expect(arrival).toMatchObject({
      operation: 'declareArrival', takes: { field: 'personId', fromStep: 0 },
      input: { key: 'k2', originAreaCode: '4201', risk: 'HIGH', plate: '鄂A12345', temperature: 36.6, letterSigned: true, arrivedAt: '2022-11-20T01:00:00Z' },
    });
  });
});
