import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import type { SubgraphName } from './graph.ts';

interface Entity { [field: string]: unknown }
interface Passage { person: Entity }
interface Grid { households: Entity[] }

const fetches = {
  people: 'query($first:Int!){people(first:$first){id name birthDate phone}}',
  passages: 'query($first:Int!){passages(first:$first){id passedAt direction verdict person{__typename id}}}',
  persons: 'query($representations:[_Any!]!){_entities(representations:$representations){...on Person{name birthDate household{id address}}}}',
  area: 'query($code:ID!){area(code:$code){code name grids{code name households{__typename id}}}}',
  households: 'query($representations:[_Any!]!){_entities(representations:$representations){...on Household{address size members{__typename id name}}}}',
  stays: 'query($representations:[_Any!]!){_entities(representations:$representations){...on Person{currentStay{id since until place}}}}',
};

/** The least that a gateway can do: the fetches of the three questions, merged by hand. It knows no GraphQL. */
export async function serveFloor(urls: Readonly<Record<SubgraphName, string>>): Promise<string> {
  const pools = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, new Pool(new URL(url).origin, { connections: 64 })])) as Record<SubgraphName, Pool>;

  const ask = async (name: SubgraphName, authorization: string, query: string, variables: unknown): Promise<Record<string, unknown>> => {
    const body = JSON.stringify({ query, variables });
    const text = await new Promise<string>((resolve, reject) => {
      const chunks: Buffer[] = [];
      pools[name].dispatch({ path: '/graphql', method: 'POST', headers: ['content-type', 'application/json', 'authorization', authorization], body }, {
        onRequestStart: () => undefined,
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () => resolve(Buffer.concat(chunks).toString()),
        onResponseError: (_, error) => reject(error),
      });
    });
    return (JSON.parse(text) as { data: Record<string, unknown> }).data;
  };

  const fill = async (name: SubgraphName, authorization: string, query: string, type: string, into: readonly Entity[]) => {
    const representations = into.map(({ id }) => ({ __typename: type, id }));
    const { _entities } = await ask(name, authorization, query, { representations });
    into.forEach((entity, at) => Object.assign(entity, (_entities as Entity[])[at]));
  };

  const answers: Record<string, (authorization: string, variables: unknown) => Promise<unknown>> = {
    People: (authorization, variables) => ask('people', authorization, fetches.people, variables),
    async Passages(authorization, variables) {
      const { passages } = await ask('checkpoints', authorization, fetches.passages, variables);
      const persons = (passages as Passage[]).map(({ person }) => person);
      await Promise.all([
        fill('people', authorization, fetches.persons, 'Person', persons),
        fill('isolation', authorization, fetches.stays, 'Person', persons),
      ]);
      for (const person of persons) delete person.__typename;
      return { passages };
    },
    async Area(authorization, variables) {
      const { area } = await ask('areas', authorization, fetches.area, variables);
      const households = (area as { grids: Grid[] }).grids.flatMap((grid) => grid.households);
      await fill('people', authorization, fetches.households, 'Household', households);
      const members = households.flatMap((household) => household.members as Entity[]);
      await fill('isolation', authorization, fetches.stays, 'Person', members);
      for (const entity of [...households, ...members]) delete entity.__typename;
      return { area };
    },
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: unknown };
      const name = query.slice('query '.length, query.indexOf('('));
      answers[name]!(request.headers.authorization ?? '', variables).then((data) => {
        const text = JSON.stringify({ data });
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
      }, (cause: unknown) => void response.writeHead(500).end(String(cause)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
