import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import type { TestActor } from './actor.ts';

export const testAudience = 'lianfang';

export interface TestIssuer {
  issuer: string;
  jwksUrl: string;
  audience: string;
  sign(claims: Partial<TestActor> & Record<string, unknown>, o?: { expiresIn?: string; audience?: string; issuer?: string }): Promise<string>;
}

let started: Promise<TestIssuer> | undefined;

/** The token issuer of this test file: a real JWKS over HTTP. Started once; it does not keep the process alive. */
export function testIssuer(): Promise<TestIssuer> {
  started ??= startIssuer();
  return started;
}

/** A token of the test issuer, good for an hour. */
export async function signToken(claims: Partial<TestActor> & Record<string, unknown>): Promise<string> {
  return (await testIssuer()).sign(claims);
}

async function startIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256', use: 'sig' }] });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(jwks);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    audience: testAudience,
    sign: (claims, o = {}) => sign(privateKey, claims, { issuer, audience: testAudience, expiresIn: '1h', ...o }),
  };
}

function sign(key: CryptoKey, claims: Record<string, unknown>, o: { issuer: string; audience: string; expiresIn: string }): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'test' })
    .setIssuer(o.issuer)
    .setAudience(o.audience)
    .setIssuedAt()
    .setExpirationTime(o.expiresIn)
    .sign(key);
}
