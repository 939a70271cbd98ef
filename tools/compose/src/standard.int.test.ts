import { signToken, testGatewaySecret } from '@lianfang/testing/graph';
import { serverAudits } from 'graphql-http';
import { bootGraph, everybody, type Graph, type SubgraphName, subgraphNames } from '../matrix/fixtures/graph.ts';

let graph: Graph;
let token: string;
beforeAll(async () => {
  [graph, token] = await Promise.all([bootGraph(), signToken({ ...everybody('410811') })]);
}, 60_000);
afterAll(() => Promise.all(Object.values(graph ?? {}).map((subgraph) => subgraph.stop())));

/** What the audits of the GraphQL-over-HTTP specification find that must hold and does not; `notice` and `warn` only recommend. */
async function audit(name: SubgraphName, credentials: Record<string, string>) {
  const audits = serverAudits({
    url: () => graph[name].url,
    fetchFn: (url: string, init?: RequestInit) => fetch(url, { ...init, headers: { ...(init?.headers as object | undefined), ...credentials } }),
  });
  const broken: string[] = [];
  let held = 0;
  for (const one of audits) {
    const result = await one.fn();
    if (result.status === 'ok') held += 1;
    if (result.status === 'error') broken.push(`${one.id} ${one.name}: ${result.reason}`);
  }
  return { broken, held };
}

const asGateway = () => ({ authorization: `Bearer ${token}`, 'x-lianfang-gateway': testGatewaySecret });

test.each(subgraphNames)('%s, with its own graph, keeps to GraphQL over HTTP: nothing that must hold fails', async (name) => {
  const { broken, held } = await audit(name, asGateway());
  expect(broken).toEqual([]);
  // Six of the recommended ones are not followed: no operations by GET, and 400 for what is no operation.
  expect(held).toBeGreaterThanOrEqual(55);
});

test('whoever is not the gateway is answered otherwise, and the audits notice', async () => {
  expect((await audit('people', {})).broken.length).toBeGreaterThan(0);
});
