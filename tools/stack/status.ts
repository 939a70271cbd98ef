import { commandLine } from '../process/process.ts';
import { listLogins, loginsWithTokens, type Login, type LoginWithToken } from './logins.ts';
import { answers } from './service.ts';
import { runningState, type KafkaKind, type StackState } from './state.ts';

/** What `npm run status -- --json` prints. Others read it: fields are added, never renamed. */
export interface Status<L extends Login = LoginWithToken> {
  ready: boolean;
  gateway: { graphql: string; health: string } | null;
  pages: { dashboard: string; field: string; graphiql: string; identity: string } | null;
  kafka: { kind: KafkaKind; brokers: string[]; why: string } | null;
  postgres: { kind: 'embedded' | 'external' } | null;
  services: { name: string; url: string; pid: number | null; healthy: boolean }[];
  logins: L[];
}

const nothing = { ready: false, gateway: null, pages: null, kafka: null, postgres: null, services: [], logins: [] };

export async function readStatus(stateDir: string): Promise<Status> {
  const state = runningState(stateDir);
  return state ? { ...(await statusOf(state)), logins: await loginsWithTokens(address(state, 'identity')) } : nothing;
}

/** Without tokens: what is printed for people. */
export async function readOverview(state: StackState): Promise<Status<Login>> {
  return { ...(await statusOf(state)), logins: await listLogins(address(state, 'identity')) };
}

async function statusOf(state: StackState): Promise<Omit<Status, 'logins'>> {
  const gateway = address(state, 'gateway');
  const services = await Promise.all(state.services.map(async ({ name, url, pid }) =>
    ({ name, url, pid, healthy: commandLine(pid) !== null && (await answers(`${url}/health/ready`)) })));
  const healthy = services.length > 0 && services.every((service) => service.healthy);
  return {
    ready: state.phase === 'ready' && healthy && (await answers(`${gateway}/health`)),
    gateway: { graphql: `${gateway}/graphql`, health: `${gateway}/health` },
    pages: { dashboard: `${gateway}/dashboard/`, field: `${gateway}/field/`, graphiql: `${gateway}/graphiql`, identity: address(state, 'identity') },
    kafka: state.kafka && { kind: state.kafka.kind, brokers: state.kafka.brokers, why: state.kafka.why },
    postgres: state.postgres && { kind: state.postgres.kind },
    services,
  };
}

export function address(state: Pick<StackState, 'host' | 'ports'>, service: string): string {
  return `http://${state.host}:${state.ports[service]}`;
}
