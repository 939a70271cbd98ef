import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';

export interface Issuer {
  url: string;
  /** Tokens of as many callers. */
  tokens(count: number): Promise<string[]>;
  stop(): void;
}

export async function startIssuer(scope = 'passage:record area:read'): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256' }];
  const server = createServer((_, response) => void response.end(JSON.stringify({ keys })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = (at: number) => new SignJWT({ name: `caller ${at}`, agency: 'police', roles: ['checkpoint-guard'], scope, area: '410811' })
    .setProtectedHeader({ alg: 'RS256', kid: 'bench' }).setSubject(`caller-${at}`).setIssuer(url).setAudience('lianfang').setExpirationTime('1h').sign(privateKey);
  return { url, tokens: (count) => Promise.all(Array.from({ length: count }, (_, at) => sign(at))), stop: () => void server.close() };
}
