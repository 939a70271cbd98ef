import { randomUUID } from 'node:crypto';
import type { House } from '@lianfang/testing/house';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { canary, communities } from './canary.ts';

interface Alerted { person: { name: string; phone: string | null; idNumber: string | null } | null; passage: { temperature: number | null; plate: string | null } | null }
type Heard = { alert: Alerted } | { refused: string };

/** Waits for the next alert of an area as one login hears it. */
function nextAlert(house: House, user: string, areaCode: string): { heard: Promise<Heard>; stop(): Promise<void> } {
  const client = createClient({
    url: house.started.gateway.graphql.replace(/^http/, 'ws'), webSocketImpl: WebSocket, lazy: false, retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${house.token(user)}` },
  });
  const heard = new Promise<Heard>((settle) => {
    client.subscribe<{ alertRaised: Alerted }>(
      { query: `subscription ($areaCode: ID!) { alertRaised(areaCode: $areaCode) { id person { name phone idNumber } passage { temperature plate } } }`, variables: { areaCode } },
      {
        next: ({ data, errors }) => settle(data?.alertRaised ? { alert: data.alertRaised } : { refused: String(errors?.[0]?.extensions?.code) }),
        error: (error) => settle({ refused: Array.isArray(error) ? String((error[0] as { extensions?: { code?: string } }).extensions?.code) : 'CLOSED' }),
        complete: () => {},
      },
    );
  });
  return { heard, stop: async () => void (await client.dispose()) };
}

/** Test of what is pushed: what an event does not carry is fetched with the rights of each who hears it. */
export function testSubscribers(standing: () => House): void {
  describe('an alert that is pushed', () => {
    it('tells each subscriber what the same field tells by a query', async () => {
      const house = standing();
      const [areaCode, other] = communities;
      const users = ['police', 'guard', 'command', 'health', 'community'] as const;
      const listeners = users.map((user) => nextAlert(house, user, areaCode));
      const strangers = [nextAlert(house, 'community', other), nextAlert(house, 'auditor', areaCode), nextAlert(house, 'resident', areaCode)];
      const refused = await Promise.all(strangers.map(({ heard }) => heard));
      expect(refused.map((one) => ('refused' in one ? one.refused : one))).toEqual(['AREA_NOT_YOURS', 'UNAUTHORIZED_FIELD_OR_TYPE', 'UNAUTHORIZED_FIELD_OR_TYPE']);
      await fever(house, areaCode);
      const heard = await Promise.all(listeners.map((listener) => listener.heard));
      await Promise.all([...listeners, ...strangers].map((listener) => listener.stop()));
      const told = Object.fromEntries(users.map((user, at) => [user, 'alert' in heard[at]! ? heard[at].alert : heard[at]]));
      const { name, phone, idNumber } = canary(2);
      const inFull = { name, phone, idNumber };
      const masks = { phone: `199****${phone.slice(-4)}`, idNumber: `**************${idNumber.slice(-4)}` };
      expect(told).toEqual({
        police: { id: expect.any(String), person: inFull, passage: { temperature: null, plate: '豫H00001' } },
        guard: { id: expect.any(String), person: { name, ...masks }, passage: { temperature: null, plate: '豫H00001' } },
        command: { id: expect.any(String), person: { name: '***', phone: null, idNumber: null }, passage: { temperature: null, plate: '***' } },
        health: { id: expect.any(String), person: inFull, passage: { temperature: 39, plate: '豫H00001' } },
        community: { id: expect.any(String), person: inFull, passage: { temperature: null, plate: '豫H00001' } },
      });
    });
  });
}

async function fever(house: House, areaCode: string): Promise<void> {
  const { people } = await house.call<{ people: { edges: { node: { id: string } }[] } }>('register', `query ($areaCode: ID!, $search: String) { people(areaCode: $areaCode, search: $search) { edges { node { id } } } }`, { areaCode, search: canary(2).idNumber });
  const { checkpoints } = await house.call<{ checkpoints: { edges: { node: { id: string } }[] } }>('guard', `query ($areaCode: ID!) { checkpoints(areaCode: $areaCode) { edges { node { id } } } }`, { areaCode });
  const input = { key: randomUUID(), checkpointId: checkpoints.edges[0]!.node.id, direction: 'IN', personId: people.edges[0]!.node.id, temperature: 39, plate: '豫H00001', passedAt: new Date().toISOString() };
  await house.call('guard', `mutation ($input: RecordPassageInput!) { recordPassage(input: $input) { id } }`, { input });
}
