import { globSync } from 'node:fs';
import { accessPage } from './access.ts';
import { asyncapi, readEvents, schemaOf } from './events.ts';
import { retentionPage } from './retention.ts';

const schemaFolder = 'docs/api/events';

/** Every page that is printed and not written: path from the root, and its text. */
export function printedPages(root: string): Map<string, string> {
  const events = readEvents(root);
  return new Map([
    ['docs/api/access.md', accessPage()],
    ['docs/api/retention.md', retentionPage()],
    ['docs/api/asyncapi.yaml', asyncapi(events)],
    ...events.map((told): [string, string] => [`${schemaFolder}/${told.event.name}.schema.json`, `${JSON.stringify(schemaOf(told), null, 2)}\n`]),
  ]);
}

/** Schemas on disk of events that are no more. */
export function leftOvers(root: string, pages: ReadonlyMap<string, string>): string[] {
  return globSync(`${schemaFolder}/*.schema.json`, { cwd: root }).map((path) => path.replaceAll('\\', '/')).filter((path) => !pages.has(path));
}
