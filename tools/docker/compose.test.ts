import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { readCatalogue } from '../stack/catalogue.ts';

interface ComposeService {
  image?: string;
  build?: { target: string };
  environment: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  volumes?: string[];
  configs?: { source: string }[];
  profiles?: string[];
}
interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
  configs: Record<string, { content: string }>;
}

// No container engine runs in this project's workplace; what can be known without one is checked here.
const text = readFileSync('docker-compose.yml', 'utf8');
const file = parse(text, { merge: true }) as ComposeFile;
const services = Object.entries(file.services);
const ours = services.filter(([, service]) => service.build?.target === 'house');
const catalogue = readCatalogue('.');

test('the file is a Compose file by the Compose specification', () => {
  // The schema of github.com/compose-spec, as the linter dclint brings it.
  const schema = JSON.parse(readFileSync('node_modules/dclint/schemas/compose.schema.json', 'utf8')) as { $schema?: string };
  const ajv = new Ajv({ strict: false, validateFormats: false });
  // It names its own draft 07 by an https address that Ajv does not know.
  delete schema.$schema;
  const valid = ajv.validate(schema, file);
  expect({ valid, errors: ajv.errors ?? [] }).toEqual({ valid: true, errors: [] });
});

test('every app of the house has a container', () => {
  expect(ours.map(([name]) => name).sort()).toEqual([...catalogue.services].sort());
  for (const [name, service] of ours) expect(service.environment.APP).toBe(name);
});

test('whoever is waited for as healthy can tell that it is', () => {
  for (const [name, { depends_on = {} }] of services) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect({ name, other, condition, told: Boolean(file.services[other]?.healthcheck) }).toEqual({ name, other, condition: 'service_healthy', told: true });
    }
  }
});

test('nobody waits in a circle', () => {
  const after = (name: string, path: string[] = []): string[] => {
    expect(path).not.toContain(name);
    return Object.keys(file.services[name]!.depends_on ?? {}).flatMap((other) => [other, ...after(other, [...path, name])]);
  };
  expect(new Set(after('gateway'))).toEqual(new Set(['postgres', 'kafka', ...catalogue.subgraphs, 'identity']));
});

test('each subgraph has a database of its own, and the server makes it', () => {
  for (const name of catalogue.subgraphs) {
    const database = new URL(file.services[name]!.environment.DATABASE_URL!.replaceAll(/\$\{\w+:-(.*?)\}/g, '$1')).pathname.slice(1);
    expect(database).toBe(`lianfang_${name}`);
    expect(file.configs.databases!.content).toContain(`CREATE DATABASE ${database};`);
  }
});

test('the gateway knows the address of every subgraph', () => {
  const urls = catalogue.subgraphs.map((name) => `${name}=http://${name}:${file.services[name]!.environment.PORT}/graphql`);
  expect(file.services.gateway!.environment.SUBGRAPH_URLS!.split(',').sort()).toEqual(urls.sort());
});

test('volumes and configurations that are used are declared', () => {
  for (const [, { volumes = [], configs = [] }] of services) {
    for (const volume of volumes) expect(Object.keys(file.volumes)).toContain(volume.split(':')[0]);
    for (const { source } of configs) expect(Object.keys(file.configs)).toContain(source);
  }
});

test('the stages of the Dockerfile are those that are built', () => {
  const stages = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM .* AS (\w+)$/gm)].map((match) => match[1]);
  for (const [, { build }] of services) if (build) expect(stages).toContain(build.target);
});
