import { GraphQLErrors } from './question.ts';
import { snapshotQuery } from './snapshot.rules.ts';

const document = 'subscription Moves { a } query Now { b } mutation Change { c }';

test.each([
  [document, true, 'Now'],
  [document, 'Now', 'Now'],
  [`${document} query Then { d }`, 'Then', 'Then'],
  [document, undefined, undefined],
  [document, false, undefined],
])('%s with snapshot %p begins with %p', (query, asked, name) => expect(snapshotQuery(query, asked)).toBe(name));

test.each([
  [document, 'Change'],
  [document, 'Moves'],
  [document, 'Nowhere'],
  [document, 7],
  ['subscription Moves { a }', true],
  [`${document} query Then { d }`, true],
])('%s has no query for snapshot %p', (query, asked) => expect(() => snapshotQuery(query, asked)).toThrow(GraphQLErrors));
