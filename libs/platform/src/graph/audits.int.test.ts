import { accessSdl, actorOf, bootSubgraph, signToken, testGatewaySecret } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { serverAudits } from 'graphql-http';

let subgraph: BootedSubgraph;
let token: string;
beforeAll(async () => {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) ${accessSdl} type Query { open: String @open(reason: "a test") }`;
  subgraph = await bootSubgraph({ name: 'audited', sdl, resolvers: { Query: { open: () => 'open' } }, migrations: [], entities: [] });
  token = await signToken({ ...actorOf('guard') });
});
afterAll(() => subgraph.stop());

/** The audits of the GraphQL-over-HTTP specification, as the gateway would call. */
const audits = serverAudits({
  url: () => subgraph.url,
  fetchFn: (url: string, init?: RequestInit) =>
    fetch(url, { ...init, headers: { ...(init?.headers as object | undefined), authorization: `Bearer ${token}`, 'x-lianfang-gateway': testGatewaySecret, 'apollo-require-preflight': '1' } }),
});

it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
  const result = await audit.fn();
  // `notice` and `warn` are recommendations (MAY, SHOULD); `error` is a MUST.
  if (result.status === 'error') throw new Error(`${result.reason}`);
});
