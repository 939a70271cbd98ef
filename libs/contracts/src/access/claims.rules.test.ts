import { readClaims } from './index.ts';

function tokenOf(payload: object): string {
  const part = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `e30.${part}.sig`;
}

test('a Chinese name survives the token', () => {
  expect(readClaims(tokenOf({ sub: 'health', name: '区卫健委', area: '410811' })).name).toBe('区卫健委');
});

test('scopes come from the token, not from the role, when the token names them', () => {
  const claims = readClaims(tokenOf({ sub: 'x', roles: ['health-commission'], scope: 'area:read figures:read' }));
  expect([...claims.scopes]).toEqual(['area:read', 'figures:read']);
});

test('a token without a scope claim grants what its roles grant', () => {
  expect(readClaims(tokenOf({ sub: 'x', roles: ['health-commission'] })).scopes.has('isolation:order')).toBe(true);
});

test('a text that is no token is refused', () => {
  expect(() => readClaims('abc')).toThrow(TypeError);
});
