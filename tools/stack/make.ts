import { makeBundles, makePage, makeTypes } from './build.ts';
import { readCatalogue } from './catalogue.ts';

// `npm run build`: everything below dist/ that a container needs, and nothing started.
const root = process.cwd();
const build = { root, signal: new AbortController().signal, onLine: () => {} };
const catalogue = readCatalogue(root);
await makeTypes(build);
await makeBundles(build, catalogue);
for (const page of catalogue.pages) await makePage(build, page);
console.log(`dist/: ${[...catalogue.services, ...catalogue.pages].join(', ')}`);
