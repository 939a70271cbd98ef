import { type OperationDefinitionNode, parse } from 'graphql';
import { compose } from '../fixtures/serve.ts';
import { readSupergraph } from '../supergraph/supergraph.ts';
import { openGate } from './checks.ts';
import { cacheBytes, nameOf, openState } from './state.ts';

const supergraph = readSupergraph(compose([{ name: 'a', sdl: 'type Query { word: String }', resolvers: {} }], new Map([['a', 'http://127.0.0.1:9/graphql']])));

/** @param planLength characters of each plan: what an operation weighs goes by them */
function stateWithPlans(planLength: number) {
  const planned: (string | undefined)[] = [];
  const state = openState(supergraph, {
    open: () => ({ send: () => Promise.reject(new Error('nobody is asked')), close: async () => undefined }),
    openPlanner: () => ({
      plan: async (_, operationName) => {
        planned.push(operationName);
        return { kind: 'QueryPlan', node: { kind: 'Fetch', serviceName: 'a', operation: `{word}${' '.repeat(planLength)}`, operationKind: 'query' } };
      },
      close: () => undefined,
    }),
    gate: openGate,
  });
  return { state, planned };
}

function parsed(text: string) {
  const document = parse(text);
  return { document, operation: document.definitions[0] as OperationDefinitionNode };
}

test('compiled operations take no more memory than they may: the one used longest ago is planned again', async () => {
  // Two of these are too many: 70 bytes for each character of a plan.
  const { state, planned } = stateWithPlans(Math.ceil(cacheBytes.operations / 70 / 2));
  const ask = async (name: string) => {
    const { document, operation } = parsed(`query ${name} { word }`);
    await state.operation(name, document, operation);
  };
  for (const name of ['One', 'One', 'Two', 'Two', 'One']) await ask(name);
  expect(planned).toEqual(['One', 'Two', 'One']);
});

test('operations that are small enough stay', async () => {
  const { state, planned } = stateWithPlans(1);
  for (const name of ['One', 'Two', 'One', 'Two']) {
    const { document, operation } = parsed(`query ${name} { word }`);
    await state.operation(name, document, operation);
  }
  expect(planned).toEqual(['One', 'Two']);
});

/** Texts of so many characters are asked and remembered; how many of them are known afterwards. */
async function known(count: number, characters: number): Promise<number> {
  const { state } = stateWithPlans(1);
  const { document, operation } = parsed('{ word }');
  const compiled = await state.operation('one', document, operation);
  const texts = Array.from({ length: count }, (_, at) => `{ word } #${String(at).padStart(6, '0')}`.padEnd(characters, '.'));
  texts.forEach((text, at) => {
    const asked = parsed(text);
    const checks = state.checks(String(at), asked.document, asked.operation);
    state.remember(text, undefined, { name: nameOf(String(at), asked.operation), checks, operation: compiled, cut: undefined });
  });
  // The one used last is there; the one used longest ago went first.
  expect(state.recall(texts.at(-1)!, undefined)).toBeDefined();
  return texts.filter((text) => state.recall(text, undefined)).length;
}

test('documents and their checks take no more memory than they may, nor do the texts that they are known by', async () => {
  expect(await known(20, 16_000)).toBe(20);
  // 64 bytes for each character of a document.
  expect(await known(60, 16_000)).toBe(Math.floor(cacheBytes.checks / (64 * 16_000)));
});
