import { buildSchema } from 'graphql';
import { asCode } from './code.ts';
import { Gathering } from './gathering.ts';
import { codesInside, recordsOfAnswer, recordsOfArguments } from './records.ts';

const id = '0190a000-0000-7000-8000-000000000001';
const other = '0190a000-0000-7000-8000-000000000002';
const person = '0190b000-0000-7000-8000-000000000001';

const schema = buildSchema(`
  type Order { id: ID! person: Person } type Person { id: ID! } type Item { order: Order code: String orders: [Order!] } type Figure { count: Int }
  type Query { order: Order orders: [Order!]! item: Item items: [Item!]! figure: Figure yes: Boolean }`);
const typeOf = (field: string) => schema.getQueryType()!.getFields()[field]!.type;

describe('what an answer names', () => {
  it('is the entity, where it lies, and the person it is about', () => {
    expect(recordsOfAnswer(typeOf('order'), { id, areaCode: '410811', personId: person })).toEqual([
      { type: 'Order', id, areaCode: '410811' },
      { type: 'Person', id: person, areaCode: '410811' },
    ]);
  });

  it('is each entity of a list, one step below a payload, and a bare id', () => {
    expect(recordsOfAnswer(typeOf('orders'), [{ id }, { id: other }]).map((record) => record.id)).toEqual([id, other]);
    expect(recordsOfAnswer(typeOf('items'), [{ order: { id } }, { code: 'BED_OCCUPIED', order: null }, { orders: [{ id: other }] }]).map((record) => record.id)).toEqual([id, other]);
    expect(recordsOfAnswer(typeOf('order'), id)).toEqual([{ type: 'Order', id }]);
  });

  it('is nothing for figures, booleans and null', () => {
    expect([recordsOfAnswer(typeOf('figure'), { count: 3 }), recordsOfAnswer(typeOf('yes'), true), recordsOfAnswer(typeOf('order'), null)]).toEqual([[], [], []]);
  });

  it('tells the refusals inside a batch, each code once', () => {
    expect(codesInside([{ code: 'BED_OCCUPIED' }, { code: 'BED_OCCUPIED' }, { code: null }, { code: '王小明' }])).toEqual(['BED_OCCUPIED']);
  });
});

describe('what a call was about', () => {
  it('is told by arguments that are ids, on two levels', () => {
    expect(recordsOfArguments(typeOf('order'), { id, input: { personId: person, key: other }, inputs: [{ orderId: other }] })).toEqual([
      { type: 'Order', id }, { type: 'Person', id: person }, { type: 'Order', id: other },
    ]);
    expect(recordsOfArguments(typeOf('yes'), { areas: [{ code: '410811001', name: '新街道' }] })).toEqual([{ type: 'Area', id: '410811001', areaCode: '410811001' }]);
    expect(recordsOfArguments(typeOf('yes'), { accountId: 'street' })).toEqual([{ type: 'Account', id: 'street' }]);
  });

  it('is never what somebody typed where an id belongs', () => {
    for (const typed of ['410811199001011234', '13800000000', '王小明', '']) {
      expect(recordsOfArguments(typeOf('order'), { personId: typed, accountId: typed, input: { id: typed } })).toEqual([]);
    }
  });
});

it('a reason is kept as a code: no name, no whole number of a phone or a document', () => {
  expect(asCode('PCR_RESULT PCR-20221120-0042')).toBe('PCR_RESULT PCR-20221120-0042');
  expect(asCode('OFFICIAL_LETTER 豫卫函〔2022〕118号')).toBe('OFFICIAL_LETTER …2022…118…');
  expect(asCode('ON_SITE_CHECK 王小明 13800001234 41081119900101123X')).toBe('ON_SITE_CHECK … …1234 …123X');
  expect(asCode('x'.repeat(500))).toHaveLength(200);
});

describe('a gathering', () => {
  it('puts records of which the same was seen into one group', () => {
    const gathering = new Gathering();
    for (const one of [id, other]) for (const field of ['name', 'phone', 'name']) gathering.add({ type: 'Person', id: one }, field);
    gathering.add({ type: 'Person', id: person }, 'name');
    expect(gathering.records()).toEqual([
      { type: 'Person', ids: [id, other], fields: ['name', 'phone'] },
      { type: 'Person', ids: [person], fields: ['name'] },
    ]);
  });

  it('lies in the widest area that its records share', () => {
    const areaOf = (...areas: string[]) => {
      const gathering = new Gathering();
      areas.forEach((areaCode, at) => gathering.add({ type: 'Person', id: String(at), areaCode }));
      return gathering.areaCode;
    };
    expect(areaOf('410811001001')).toBe('410811001001');
    expect(areaOf('410811001001', '410811001002')).toBe('410811001');
    expect(areaOf('410811001001001', '410811001', '410802001')).toBe('4108');
    expect(areaOf('410811', '110101')).toBeNull();
    expect(areaOf('-')).toBeNull();
  });

  it('counts what goes beyond its bound', () => {
    const gathering = new Gathering();
    for (let n = 0; n < 2_010; n += 1) gathering.add({ type: 'Person', id: String(n) }, 'name');
    gathering.add({ type: 'Person', id: '5' }, 'phone');
    expect(gathering.more).toBe(10);
    expect(gathering.records().map(({ ids }) => ids.length)).toEqual([1_999, 1]);
  });
});
