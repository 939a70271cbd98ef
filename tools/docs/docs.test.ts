import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { HouseholdSwept } from '@lianfang/contracts/events';
import { parse } from 'yaml';
import { subgraphNames } from '../codegen/sources.ts';
import { documentedVariables, variablesOf } from './environment.ts';
import { readEvents, schemaOf } from './events.ts';
import { leftOvers, printedPages } from './pages.ts';

const pages = printedPages('.');
const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : 'is missing: npm run docs');

test.each([...pages.keys()])('%s is what the contracts say', (path) => expect(read(path)).toBe(pages.get(path)));

test('no schema is left of an event that is no more', () => expect(leftOvers('.', pages)).toEqual([]));

describe('the events', () => {
  test('every reference in asyncapi.yaml leads somewhere', () => {
    const document = parse(pages.get('docs/api/asyncapi.yaml')!) as object;
    const places = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, place]) => place!);
    expect(places.length).toBeGreaterThan(50);
    for (const place of places) {
      if (place.startsWith('./')) expect(pages.has(join('docs/api', place))).toBe(true);
      else expect(place.slice(2).split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)).toBeDefined();
    }
  });

  test('a schema accepts the event and refuses another', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: false }));
    const valid = ajv.compile(schemaOf({ constant: 'HouseholdSwept', event: HouseholdSwept }));
    const id = '019a0000-0000-7000-8000-000000000000';
    const event = {
      specversion: '1.0', id, type: HouseholdSwept.name, source: 'people', subject: id, time: '2022-11-20T08:00:00+08:00', partitionkey: id,
      areacode: '410811001001001', datacontenttype: 'application/json',
      data: { roundId: id, householdId: id, areaCode: '410811001001001', day: '2022-11-20', outcome: 'VISITED', reached: 1, returnees: {} },
    };
    expect({ valid: valid(event), errors: valid.errors }).toEqual({ valid: true, errors: null });
    expect(valid({ ...event, data: { ...event.data, reached: 2 } })).toBe(false);
    expect(valid({ ...event, type: 'people.other.v1' })).toBe(false);
  });

  test('have somebody who listens, or are told to the world alone', () => {
    const unheard = readEvents('.').filter(({ listeners }) => listeners.length === 0).map(({ constant }) => constant);
    // The gateway's subscriptions; what the agencies tell themselves, by the same way as the others; and what the register tells to the
    // systems around the house: inside it, the state that goes with each of these stands in the register's own tables.
    const ofRegister = [
      'AreaChanged', 'CompoundMoved', 'FeverFollowUpChanged', 'FeverSelfReported', 'GridSignaturesVoided', 'GridSigned', 'HouseholdReported', 'KeyPersonChanged', 'TipVerified',
    ];
    expect(unheard).toEqual(['AgenciesAudited', 'AgenciesErased', ...ofRegister, 'DirectiveChanged', 'FiguresChanged', 'SupportAdvanced']);
  });

  test('a merge is heard by every service that keeps facts by person', () => {
    const hears = (constant: string) => readEvents('.').find((event) => event.constant === constant)?.listeners;
    for (const constant of ['PersonMerged', 'PersonUnmerged']) expect(hears(constant)).toEqual(['checkpoints', 'isolation', 'supplies']);
  });
});

test('operations.md tells of every variable, and who reads it', () => {
  const variables = variablesOf('.');
  const documented = documentedVariables(read('docs/operations.md'), { all: [...variables.keys()], subgraphs: subgraphNames('.') });
  const readers = new Map<string, Set<string>>();
  for (const [app, names] of variables) for (const name of names) readers.set(name, new Set([...(readers.get(name) ?? []), app]));
  const asLists = (map: ReadonlyMap<string, Set<string>>) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, apps]) => [name, [...apps].sort()]));
  expect(asLists(documented)).toEqual(asLists(readers));
});

test('every link within the docs leads somewhere', () => {
  for (const page of globSync('docs/**/*.md')) {
    for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      expect({ page, target, exists: existsSync(join(dirname(page), target!)) }).toEqual({ page, target, exists: true });
    }
  }
});
