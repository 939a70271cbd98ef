import { createCaller } from '../tick/caller.ts';

const registerKey = `mutation RegisterDemoKey($input: RegisterKeyInput!) { registerKey(input: $input) { id } }`;
const halfAYearMs = 182 * 86_400_000;

/** Registers a public key for the demo's outside agency, as its administrator would. @returns the id of the key */
export async function registerInDemo(jwk: object, o: { graphql: string; identity: string; now?: Date }): Promise<string> {
  const call = createCaller(o.graphql, o.identity);
  const expiresAt = new Date((o.now ?? new Date()).getTime() + halfAYearMs).toISOString();
  const input = { key: crypto.randomUUID(), label: '工信局用工核验（演示）', areaCode: '410811', scopes: ['clearance:read'], jwk, expiresAt };
  return (await call<{ registerKey: { id: string } }>('outside-admin', registerKey, { input })).registerKey.id;
}
