/**
 * The resolver maps of a subgraph's nouns as one. Maps of the same type are joined.
 *
 * @throws when two nouns resolve the same field: one of them would be lost without a word.
 */
export function joinResolvers<R extends object>(nouns: readonly NoInfer<R>[]): R {
  const joined: Record<string, unknown> = {};
  for (const noun of nouns) {
    for (const [type, fields] of Object.entries(noun) as [string, object][]) {
      const known = joined[type];
      if (known === undefined) {
        joined[type] = fields;
        continue;
      }
      const twice = Object.keys(fields).find((field) => field in (known as object));
      if (twice !== undefined) throw new Error(`${type}.${twice} is resolved by two nouns`);
      joined[type] = { ...(known as object), ...fields };
    }
  }
  return joined as R;
}
