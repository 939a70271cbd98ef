import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Forged, Unreadable, createSigner, openEnvelope, readTrust, signatureHeader } from './index.ts';
import type { EventTrust, SignedParts } from './index.ts';

const keys = { people: pair(), people2: pair(), supplies: pair(), stranger: pair() };
const trust = readTrust(`people=${keys.people.text},people=${keys.people2.text},supplies=${keys.supplies.text}`);
const takenAt = Date.parse('2026-11-22T08:00:00Z');

function pair(): { key: KeyObject; text: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, text: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
}

function event(type = 'people.household-swept.v1'): SignedParts {
  const envelope = {
    specversion: '1.0', id: '0192f3a0-0000-7000-8000-000000000001', type, source: type.split('.')[0], subject: 'h1', time: '2026-11-22T08:00:00Z',
    partitionkey: 'h1', areacode: '410811', datacontenttype: 'application/json', data: { outcome: 'VISITED' },
  };
  return { topic: `${type.split('.')[0]}.events`, key: 'h1', value: JSON.stringify(envelope) };
}

function sent(parts: SignedParts, by: { key: KeyObject }): SignedParts & { headers: Record<string, string>; timestamp: number } {
  return { ...parts, headers: createSigner(by.key).headersOf(parts), timestamp: takenAt };
}

const opening = (message: ReturnType<typeof sent>, believed: EventTrust = trust) => () => openEnvelope(message, believed);

describe('an event', () => {
  it('of its owner is opened, whichever of the two keys in use signed it', () => {
    expect(opening(sent(event(), keys.people))()).toMatchObject({ type: 'people.household-swept.v1', data: { outcome: 'VISITED' } });
    expect(opening(sent(event(), keys.people2))()).toMatchObject({ source: 'people' });
  });

  it('of another service, of a stranger, or of nobody is forged', () => {
    expect(opening(sent(event(), keys.supplies))).toThrow(Forged);
    expect(opening(sent(event(), keys.stranger))).toThrow('a key that is not known');
    expect(opening({ ...event(), headers: {}, timestamp: takenAt })).toThrow('not signed');
    expect(opening({ ...event(), headers: { [signatureHeader]: 'nonsense' }, timestamp: takenAt })).toThrow(Forged);
  });

  it('is forged when its text, its key or its topic was changed', () => {
    const genuine = sent(event(), keys.people);
    expect(opening({ ...genuine, value: genuine.value.replace('VISITED', 'ABSENT') })).toThrow('does not hold');
    expect(opening({ ...genuine, key: 'h2' })).toThrow('does not hold');
    expect(opening({ ...genuine, topic: 'supplies.events' })).toThrow(Forged);
  });

  it('is forged when a service speaks for another on its own topic', () => {
    const foreign = { ...event('supplies.stock-moved.v1'), topic: 'people.events' };
    expect(opening(sent(foreign, keys.people))).toThrow('not of the service that its topic belongs to');
  });

  it('that its owner sent and that is no envelope is unreadable, not forged', () => {
    expect(opening(sent({ ...event(), value: '{' }, keys.people))).toThrow(Unreadable);
  });
});

describe('a retired key', () => {
  const retired = readTrust(`people=${keys.people2.text},people=${keys.people.text}@2026-11-22T08:00:00Z`);

  it('is believed for what the log took before, and for nothing after', () => {
    expect(opening({ ...sent(event(), keys.people), timestamp: takenAt - 1 }, retired)()).toMatchObject({ source: 'people' });
    expect(opening(sent(event(), keys.people), retired)).toThrow('retired');
  });

  it('does not count among the two that may be in use', () => {
    expect(() => readTrust(`people=${keys.people.text},people=${keys.people2.text},people=${keys.stranger.text}`)).toThrow('3 keys in use');
    expect(() => readTrust(`people=${keys.people.text},people=${keys.people2.text},people=${keys.stranger.text}@2026-01-01`)).not.toThrow();
  });
});

it('keys that are none are told with what is wrong', () => {
  expect(() => readTrust('people')).toThrow('is not <service>=<public key>');
  expect(() => readTrust('people=AAAA')).toThrow('no Ed25519 public key');
  expect(() => readTrust(`people=${keys.people.text}@soon`)).toThrow('no instant');
});
