import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stack that runs on this machine, as its starter wrote it down. */
export interface RunningHouse {
  readonly subgraphUrls: ReadonlyMap<string, string>;
  readonly gatewaySecret: string;
  /** A token of a demo login. */
  tokenOf(user: string): Promise<string>;
}

/** @returns undefined when no stack runs from this folder */
export function findHouse(stateDir: string): RunningHouse | undefined {
  const stateFile = join(stateDir, 'state.json');
  if (!existsSync(stateFile)) return undefined;
  const { services } = JSON.parse(readFileSync(stateFile, 'utf8')) as { services: { name: string; url: string }[] };
  const { gatewaySecret } = JSON.parse(readFileSync(join(stateDir, 'secrets.json'), 'utf8')) as { gatewaySecret: string };
  const urlOf = new Map(services.map(({ name, url }) => [name, url]));
  return {
    subgraphUrls: new Map(services.map(({ name, url }) => [name, new URL('/graphql', url).href])),
    gatewaySecret,
    async tokenOf(user) {
      const logins = (await (await fetch(`${urlOf.get('identity')}/demo/logins`)).json()) as { user: string; password: string }[] | { logins: { user: string; password: string }[] };
      const login = (Array.isArray(logins) ? logins : logins.logins).find((one) => one.user === user);
      if (!login) throw new Error(`there is no demo login ${user}`);
      const response = await fetch(`${urlOf.get('identity')}/demo/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user, password: login.password }) });
      if (!response.ok) throw new Error(`no token for ${user}: ${response.status}`);
      return ((await response.json()) as { token: string }).token;
    },
  };
}
