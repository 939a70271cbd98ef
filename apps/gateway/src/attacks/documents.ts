/** Forty operations that want to make somebody work: each is to be refused before anything is planned. */
export function hostileDocuments(): readonly { what: string; body: unknown }[] {
  const documents: { what: string; body: unknown }[] = [];
  const ask = (what: string, query: string, variables?: Record<string, unknown>) => void documents.push({ what, body: { query, variables } });
  const times = (count: number, part: (at: number) => string, by = ' ') => Array.from({ length: count }, (_, at) => part(at)).join(by);
  const nested = (depth: number, opening: string, leaf = 'id') => `${`${opening} { `.repeat(depth)}${leaf}${' }'.repeat(depth)}`;

  for (const depth of [25, 60, 300, 1_000]) ask(`${depth} levels deep`, `{ list(first: 1) { ${nested(depth, 'friends(first: 1)')} } }`);
  ask('deep through inline fragments', `{ list(first: 1) { ${nested(40, '... on Row { friends(first: 1)', 'id').replaceAll(' }', ' }')}${' }'.repeat(40)} } }`);
  ask('deep through named fragments', `{ list(first: 1) { ...F0 } } ${times(40, (at) => `fragment F${at} on Row { friends(first: 1) { ${at < 39 ? `...F${at + 1}` : 'id'} } }`)}`);

  for (const count of [61, 200, 900]) ask(`${count} aliases`, `{ list(first: 1) { ${times(count, (at) => `a${at}: id`)} } }`);
  ask('aliases in a fragment that is spread often', `{ list(first: 1) { ${times(20, () => '...F')} } } fragment F on Row { ${times(5, (at) => `a${at}: id`)} }`);
  ask('aliases at each level', `{ list(first: 1) { ${nested(10, times(7, (at) => `a${at}: id`) + ' friends(first: 1)')} } }`);

  for (const count of [61, 500, 1_300]) ask(`${count} directives on one field`, `{ list(first: 1) { id ${times(count, () => '@include(if: true)')} } }`);
  ask('directives on each field', `{ list(first: 1) { ${times(70, () => 'id @skip(if: false)')} } }`);
  ask('directives that nobody knows', `{ list(first: 1) { id ${times(200, (at) => `@d${at}`)} } }`);
  ask('directives on fragments', `{ list(first: 1) { ${times(70, () => '... @include(if: true) { id }')} } }`);

  for (const count of [5_000, 50_000]) ask(`${count} fields`, `{ list(first: 1) { ${times(count, () => 'id')} } }`);
  ask('a name of a megabyte', `{ ${'a'.repeat(1_000_000)} }`);
  ask('comments without end', `{ list(first: 1) { id } } ${'# comment\n'.repeat(60_000)}`);
  ask('a text of a megabyte', `{ people(search: "${'x'.repeat(1_000_000)}") { id } }`);
  ask('an object that nests without end', `{ people(search: ${'{a:'.repeat(2_000)}1${'}'.repeat(2_000)}) { id } }`);
  ask('a list that nests without end', `{ persons(numbers: ${'['.repeat(4_000)}${']'.repeat(4_000)}) { id } }`);
  ask('many operations', times(600, (at) => `query Q${at} { list(first: 1) { id } }`));
  ask('many variables', `query (${times(1_500, (at) => `$v${at}: ID`)}) { list(first: 1) { id } }`);

  for (const steps of [12, 20, 40]) ask(`a ladder of ${steps} fragments`, `{ list(first: 1) { ...F0 } } ${times(steps, (at) => `fragment F${at} on Row { ...F${at + 1} ...F${at + 1} }`)} fragment F${steps} on Row { id }`);
  ask('a ladder of three rungs each', `{ list(first: 1) { ...F0 } } ${times(9, (at) => `fragment F${at} on Row { ${times(3, () => `...F${at + 1}`)} }`)} fragment F9 on Row { id }`);
  ask('a ladder with fields between', `{ list(first: 1) { ...F0 } } ${times(14, (at) => `fragment F${at} on Row { a: friends(first: 1) { ...F${at + 1} } b: friends(first: 1) { ...F${at + 1} } }`)} fragment F14 on Row { id }`);

  ask('41 root fields', `{ ${times(41, () => 'list(first: 1) { id }')} }`);
  ask('root fields in fragments', `{ ...F ...F ...F } fragment F on Query { ${times(15, () => 'list(first: 1) { id }')} }`);
  ask('many mutations at once', `mutation { ${times(60, () => 'write(text: "x")')} }`);

  ask('a list of a million', '{ list(first: 1000000) { id friends(first: 1) { id } } }');
  ask('a list of a million by variable', 'query ($n: Int!) { list(first: $n) { id } }', { n: 2_000_000_000 });
  ask('lists in lists in lists', '{ list(first: 100) { friends(first: 100) { friends(first: 100) { friends(first: 100) { id } } } } }');
  ask('lists multiplied by aliases', `{ ${times(30, (at) => `a${at}: list(first: 100) { friends(first: 100) { id } }`)} }`);

  documents.push({ what: 'a batch', body: Array.from({ length: 500 }, () => ({ query: '{ list(first: 100) { id } }' })) });
  documents.push({ what: 'a batch of batches', body: [[{ query: '{ list { id } }' }]] });
  return documents;
}
