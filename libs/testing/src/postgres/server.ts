import { Client } from 'pg';

/** The server of this test run. Its `globalSetup` starts it; a developer may name another one. */
export function testServer(): URL {
  const url = process.env.LIANFANG_TEST_PG_URL;
  if (!url) throw new Error('LIANFANG_TEST_PG_URL is not set: run the tests with the root jest configuration (npm test)');
  return new URL(url);
}

export function urlOf(database: string): string {
  const url = testServer();
  url.pathname = `/${database}`;
  return url.href;
}

/** One session on the maintenance database, ended whatever happens. */
export async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: testServer().href, application_name: 'lianfang-testing' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
