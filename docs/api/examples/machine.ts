// An outside agency asks whether its workers may work. Node 24, no package. Two files: key.json of `npm run key -- make`, and
// workers.txt with one ID number per line. KEY_ID is what registerKey answered.
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:4000';
const keyId = process.env.KEY_ID!;
const key = createPrivateKey({ key: JSON.parse(readFileSync(process.env.KEY_FILE ?? 'key.json', 'utf8')), format: 'jwk' });

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Ten minutes is the longest that is taken; a fresh one per batch costs nothing. Ed25519: one call, no digest to choose. */
function token(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: `urn:lianfang:key:${keyId}`, aud: 'lianfang', iat: now, exp: now + 300, jti: randomUUID() };
  const signed = `${base64url({ alg: 'EdDSA', kid: keyId })}.${base64url(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

/** True: may work. Asked about thirty people a minute; who asks faster is told by Retry-After when to go on. */
async function clearances(idNumbers: string[]): Promise<boolean[]> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json', 'accept-language': 'en' },
    body: JSON.stringify({ query: 'query Clearances($idNumbers: [String!]!) { clearances(idNumbers: $idNumbers) }', variables: { idNumbers } }),
  });
  if (response.status === 429) {
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get('retry-after') ?? 60)));
    return clearances(idNumbers);
  }
  const { data, errors } = (await response.json()) as { data?: { clearances: boolean[] }; errors?: { message: string; extensions?: { code?: string } }[] };
  if (!data?.clearances) throw new Error(errors?.map(({ message, extensions }) => `${extensions?.code}: ${message}`).join('\n') ?? `HTTP ${response.status}`);
  return data.clearances;
}

const workers = readFileSync(process.env.WORKERS ?? 'workers.txt', 'utf8').split('\n').map((line) => line.trim()).filter(Boolean);
for (let at = 0; at < workers.length; at += 30) {
  for (const clear of await clearances(workers.slice(at, at + 30))) console.log(clear ? 'yes' : 'no');
}
