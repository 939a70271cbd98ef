import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leftOvers, printedPages } from './pages.ts';

const root = process.cwd();
const pages = printedPages(root);
for (const path of leftOvers(root, pages)) rmSync(join(root, path));
for (const [path, text] of pages) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
console.log(`docs: ${pages.size} pages printed`);
