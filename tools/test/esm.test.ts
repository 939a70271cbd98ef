import { generateKeyPair, SignJWT } from 'jose';

test('packages that ship ES modules only can be loaded by tests', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  const token = await new SignJWT({ sub: 'x' }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
  expect(token.split('.')).toHaveLength(3);
  const { Provider } = jest.requireActual<{ Provider: unknown }>('oidc-provider');
  expect(typeof Provider).toBe('function');
});
