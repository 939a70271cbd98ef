import { join } from 'node:path';
import type { ChosenBroker } from './broker.ts';
import type { Catalogue } from './catalogue.ts';
import type { Ports } from './ports.ts';
import type { Databases } from './postgres.ts';
import { eventKeysOf, type Secrets } from './secrets.ts';
import type { StackSettings } from './settings.ts';

export interface Surroundings {
  settings: StackSettings;
  catalogue: Catalogue;
  ports: Ports;
  secrets: Secrets;
  databases: Databases;
  broker: ChosenBroker;
}

/** Database of the embedded log; a service cannot be named so. */
export const eventLog = 'event_log';

export function urlOf(around: Pick<Surroundings, 'settings' | 'ports'>, service: string): string {
  return `http://${around.settings.host}:${around.ports[service]}`;
}

/** Everything a process of ours is told. What one of them does not know it ignores. */
export function environmentOf(around: Surroundings, service: string): NodeJS.ProcessEnv {
  const { settings, ports, secrets, databases, broker, catalogue } = around;
  const identity = urlOf(around, 'identity');
  const isSubgraph = catalogue.subgraphs.includes(service);
  return {
    ...inherited(),
    NODE_ENV: 'production',
    LIANFANG_DEMO: '1',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    HOST: settings.host,
    PORT: String(ports[service]),
    OIDC_ISSUER: identity,
    OIDC_JWKS_URL: `${identity}/jwks`,
    OIDC_AUDIENCE: 'lianfang',
    GATEWAY_SECRET: secrets.gatewaySecret,
    EVENT_KEYS: eventKeysOf(secrets.eventKeys),
    GATEWAY_URL: urlOf(around, 'gateway'),
    APOLLO_TELEMETRY_DISABLED: '1',
    ...broker.env(() => databases.urlOf(eventLog)),
    ...(isSubgraph ? { DATABASE_URL: databases.urlOf(service), SEALING_KEY: secrets.sealingKey, SEALING_KEY_OLD: secrets.sealingKeyOld.join(','), AUDIT_KEY: secrets.auditKey, EVENT_KEY: secrets.eventKeys[service] } : {}),
    ...(service === 'checkpoints' ? { PASS_SIGNING_KEY: secrets.passSigningKey } : {}),
    ...(service === 'gateway' ? gatewayOnly(around) : {}),
    ...(service === 'identity' ? { PUBLIC_URL: identity, PAGES_ORIGIN: urlOf(around, 'gateway'), IDENTITY_KEYS_FILE: join(settings.stateDir, 'identity.json') } : {}),
  };
}

function gatewayOnly(around: Surroundings): NodeJS.ProcessEnv {
  const { settings, catalogue } = around;
  return {
    SUPERGRAPH_FILE: join(settings.root, 'apps', 'gateway', 'supergraph.graphql'),
    SUBGRAPH_URLS: catalogue.subgraphs.map((name) => `${name}=${urlOf(around, name)}/graphql`).join(','),
    PAGES_DIR: join(settings.root, 'dist', 'apps'),
    ...(process.env.GATEWAY_ENGINE ? { GATEWAY_ENGINE: process.env.GATEWAY_ENGINE } : {}),
  };
}

/** The caller's environment without what this stack decides itself. */
function inherited(): NodeJS.ProcessEnv {
  const decided = /^(DATABASE_URL.*|KAFKA_BROKERS|LIANFANG_(BROKER|STATE_DIR|PORT_BASE|SEED)|EMBEDDED_LOG_URL|PORT|HOST|NODE_OPTIONS|npm_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !decided.test(name)));
}
