import { buildSchema, getVariableValues, parse } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import { dateScalar } from './scalars.ts';
import { inputErrorText } from './input-error.ts';

const schema = buildSchema(`
  scalar Date
  enum Direction { IN OUT }
  input Line { quantity: Int! name: String note: String }
  input Plan { day: Date direction: Direction open: Boolean lines: [Line!] }
  type Query { plan(input: Plan!): Int }
`);
Object.assign(schema.getType('Date')!, { parseValue: dateScalar.parseValue });
const query = parse('query ($input: Plan!) { plan(input: $input) }').definitions[0] as OperationDefinitionNode;

/** The words of graphql-js itself: when they change with a version, these tests tell. */
function messageOf(variables: Record<string, unknown>): string {
  return getVariableValues(schema, query.variableDefinitions!, variables).errors![0]!.message;
}

describe('what GraphQL says of a variable', () => {
  it.each<[object, string, string]>([
    [{ day: '2026-02-30' }, '“input.day”应为存在的日期', '"input.day" cannot be "2026-02-30". A day is written YYYY-MM-DD'],
    [{ direction: 'UP' }, '“input.direction”不在可选范围内', '"input.direction" cannot be "UP".'],
    [{ open: 'yes' }, '“input.open”应为 true 或 false。', '"input.open" cannot be "yes".'],
    [{ lines: [{ quantity: 2_147_483_648 }] }, '“input.lines[0].quantity”应为整数', '"input.lines[0].quantity" cannot be 2147483648.'],
    [{ lines: [{ quantity: null }] }, '“input.lines[0].quantity”必须填写。', '"input.lines[0].quantity" cannot be null.'],
    [{ lines: [{ quantity: 1, name: 5 }] }, '“input.lines[0].name”应为文字。', '"input.lines[0].name" cannot be 5.'],
    [{ lines: [{ name: 'a' }] }, '缺少必填项“quantity”。', 'Field "quantity" of required type "Int!" was not provided.'],
    [{ other: 1 }, '没有“other”这一项', 'Field "other" is not defined'],
  ])('%j speaks the language of the caller', (input, zh, en) => {
    expect(inputErrorText(messageOf({ input }), 'zh')).toContain(zh);
    expect(inputErrorText(messageOf({ input }), 'en')).toContain(en);
    expect(inputErrorText(messageOf({ input }), 'en')).not.toMatch(/\p{Script=Han}/u);
  });

  it('of one that is missing says so', () => {
    expect(inputErrorText(messageOf({}), 'zh')).toBe('“input”必须填写。');
    expect(inputErrorText(messageOf({}), 'en')).toBe('Variable "$input" of required type "Plan!" was not provided.');
  });

  it('does not repeat a text without end, whatever it holds', () => {
    for (const language of ['zh', 'en'] as const) {
      expect(inputErrorText(messageOf({ input: { day: 'x; Field "y" at "z"; '.repeat(2_000) } }), language).length).toBeLessThan(500);
    }
  });

  it('leaves what is not about a variable', () => {
    expect(inputErrorText('Cannot query field "x" on type "Query".', 'zh')).toBe('Cannot query field "x" on type "Query".');
  });
});
