/*
 * What a supergraph may say that matters for executing or securing it. Anything else with `for: EXECUTION` or `for: SECURITY` is refused:
 * served without it, answers could be wrong or told to the wrong people. Features without a purpose are information, and ignored.
 */
const spec = (name: string, ...versions: string[]) => versions.map((version) => `https://specs.apollo.dev/${name}/v${version}`);

export const supportedFeatures: Set<string> = new Set([
  ...spec('core', '0.1', '0.2'),
  ...spec('join', '0.1', '0.2', '0.3', '0.4', '0.5'),
  ...spec('tag', '0.1', '0.2', '0.3'),
  ...spec('inaccessible', '0.1', '0.2'),
  ...spec('authenticated', '0.1'),
  ...spec('requiresScopes', '0.1'),
  ...spec('policy', '0.1'),
  ...spec('context', '0.1'),
  ...spec('cost', '0.1'),
]);
