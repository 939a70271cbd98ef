import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { stopOrphan } from '../kafka/kafka.ts';
import { stopLeftOver } from '../postgres/cluster.ts';
import { placeData } from '../postgres/places.ts';
import { chooseBroker, type ChosenBroker } from './broker.ts';
import type { Catalogue } from './catalogue.ts';
import { environmentOf, eventLog, urlOf, type Surroundings } from './environment.ts';
import type { Ports } from './ports.ts';
import { openDatabases, type Databases } from './postgres.ts';
import type { Secrets } from './secrets.ts';
import { Service } from './service.ts';
import type { StackSettings } from './settings.ts';
import { forgetState, markOf, writeState, type StackState } from './state.ts';

/** Megabytes of old objects a service may keep; each settles far below. */
const heap: Record<string, number> = { gateway: 320 };
const usualHeap = 192;
/** Megabytes for young objects. The gateway's live as long as a request: with few it would collect all the time. */
const young: Record<string, number> = { gateway: 32 };
const usualYoung = 4;
const readyWithin = 90_000;

/** The running house: its servers, its processes, and the file that says so. */
export class Stack {
  readonly settings: StackSettings;
  readonly catalogue: Catalogue;
  readonly ports: Ports;
  readonly state: StackState;
  #secrets: Secrets;
  #databases: Databases | null = null;
  #broker: ChosenBroker | null = null;
  #services: Service[] = [];

  constructor(settings: StackSettings, catalogue: Catalogue, ports: Ports, secrets: Secrets) {
    this.settings = settings;
    this.catalogue = catalogue;
    this.ports = ports;
    this.#secrets = secrets;
    this.state = {
      pid: process.pid, phase: 'starting', startedAt: new Date().toISOString(), resets: 0, renewals: 0, ports, host: settings.host,
      kafka: null, postgres: null, services: [],
    };
    this.#write();
  }

  async startPostgres(say: (line: string) => void): Promise<Databases> {
    const databases = await openDatabases(this.settings, this.ports.postgres!, this.#secrets.postgresPassword, say);
    this.#databases = databases;
    this.state.postgres = { kind: databases.kind, folder: databases.folder };
    this.#write();
    await databases.create([...this.catalogue.subgraphs, eventLog]);
    return databases;
  }

  async startBroker(say: (line: string) => void): Promise<ChosenBroker> {
    const broker = await chooseBroker(this.settings, this.ports, say);
    this.#broker = broker;
    this.state.kafka = { kind: broker.kind, brokers: broker.brokers, why: broker.why, dataDir: broker.dataDir };
    this.#write();
    return broker;
  }

  async startServices(onReady: (name: string) => void): Promise<void> {
    this.#services = this.catalogue.services.map((name) => this.#service(name));
    for (const service of this.#services) service.start();
    await this.ready(onReady);
  }

  async ready(onReady: (name: string) => void = () => {}): Promise<void> {
    await Promise.all(this.#services.map(async (service) => {
      await service.ready(readyWithin);
      onReady(service.plan.name);
    }));
  }

  becameReady(): void {
    this.state.phase = 'ready';
    this.#write();
  }

  /** Empties every database and the event log under the feet of nobody: the services are down meanwhile. */
  async reset(): Promise<void> {
    this.state.phase = 'starting';
    this.#write();
    await this.#stopServices();
    const names = [...this.catalogue.subgraphs, eventLog];
    await this.#databases!.drop(names);
    await this.#broker!.empty();
    await this.#databases!.create(names);
    for (const service of this.#services) service.start();
    await this.ready();
  }

  /** Starts the services that the new secrets concern again, one after the other, so that only one is away at a time. */
  async renew(secrets: Secrets): Promise<void> {
    this.#secrets = secrets;
    for (const [at, service] of this.#services.entries()) {
      const fresh = this.#service(service.plan.name);
      if (isDeepStrictEqual(fresh.plan.env, service.plan.env)) continue;
      await service.stop();
      this.#services[at] = fresh;
      fresh.start();
      await fresh.ready(readyWithin);
    }
    this.state.renewals += 1;
    this.#write();
  }

  resetDone(): void {
    this.state.resets += 1;
    this.becameReady();
  }

  /** The services first, as they still write; then what they write to. */
  async stop(): Promise<void> {
    this.state.phase = 'stopping';
    this.#write();
    await this.#stopServices();
    const ends = await Promise.allSettled([this.#broker?.stop(), this.#databases?.stop()]);
    await this.#stopHalfStarted();
    forgetState(this.settings.stateDir);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  /** A stop in the middle of a start: servers that run, but whose start had not yet answered. */
  async #stopHalfStarted(): Promise<void> {
    const { folder } = placeData(join(this.settings.stateDir, 'postgres'));
    await Promise.all([stopOrphan(join(this.settings.stateDir, 'kafka')), stopLeftOver(folder)]);
  }

  environment(service: string): NodeJS.ProcessEnv {
    return environmentOf(this.#surroundings(), service);
  }

  async #stopServices(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.stop()));
  }

  #service(name: string): Service {
    return new Service({
      name,
      argv: [
        `--max-old-space-size=${heap[name] ?? usualHeap}`, `--max-semi-space-size=${young[name] ?? usualYoung}`, '--enable-source-maps',
        '--disable-warning=TimeoutNegativeWarning',
        join(this.settings.root, 'dist', 'apps', name, 'main.js'), markOf(this.settings.stateDir),
      ],
      env: this.environment(name),
      cwd: this.settings.root,
      url: urlOf(this, name),
      logFile: join(this.settings.logsDir, `${name}.log`),
      onChange: () => this.#write(),
    });
  }

  #surroundings(): Surroundings {
    if (!this.#databases || !this.#broker) throw new Error('the services need PostgreSQL and the broker first');
    return { settings: this.settings, catalogue: this.catalogue, ports: this.ports, secrets: this.#secrets, databases: this.#databases, broker: this.#broker };
  }

  #write(): void {
    this.state.services = this.#services.flatMap(({ pid, plan }) => (pid === null ? [] : [{ name: plan.name, pid, url: plan.url }]));
    writeState(this.settings.stateDir, this.state);
  }
}
