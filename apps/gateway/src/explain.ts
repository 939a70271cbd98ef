import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { explainConfig } from './config.ts';
import { explain } from './explain/explain.ts';
import { findHouse } from './explain/house.ts';
import { textOf } from './explain/operation.file.ts';
import { readSupergraph } from './supergraph/supergraph.ts';
import { openSubgraph } from './transport/subgraph.ts';

const usage = `Prints the plan of an operation, its fetches and, where a stack runs, what each took.

  npm run explain -- FILE|NAME [--variables JSON] [--operation NAME] [--user command | --token TOKEN]
                     [--operations MANIFEST] [--supergraph FILE] [--plan]

--plan asks nobody. A mutation is done.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    variables: { type: 'string', default: '{}' },
    operation: { type: 'string' },
    user: { type: 'string', default: 'command' },
    token: { type: 'string' },
    operations: { type: 'string' },
    supergraph: { type: 'string' },
    plan: { type: 'boolean', default: false },
  },
});

const [word] = positionals;
if (!word) {
  process.stderr.write(usage);
  process.exit(2);
}

const config = explainConfig();
try {
  const house = values.plan ? undefined : findHouse(config.LIANFANG_STATE_DIR);
  if (!house && !values.plan) process.stdout.write('no stack runs from this folder: the plan only\n');
  const token = house && (values.token ?? (await house.tokenOf(values.user)));
  const credential: Record<string, string> = house ? { 'x-lianfang-gateway': house.gatewaySecret } : {};
  const lines = await explain({
    supergraph: readSupergraph(readFileSync(values.supergraph ?? config.SUPERGRAPH_FILE, 'utf8'), house?.subgraphUrls),
    text: textOf(word, values.operations ?? config.GATEWAY_OPERATIONS),
    operationName: values.operation,
    variables: JSON.parse(values.variables) as Record<string, unknown>,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    open: house && ((_, url) => openSubgraph({ url, connections: 8, headers: credential })),
  });
  process.stdout.write(`${lines.join('\n')}\n`);
} catch (cause) {
  if (!(cause instanceof Error)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exitCode = 1;
}
