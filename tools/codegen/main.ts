import { generate } from './codegen.ts';

const started = performance.now();
const changed = await generate(process.cwd(), process.argv.slice(2));
for (const file of changed) console.log(`wrote ${file}`);
console.log(`codegen: ${changed.length} files changed, ${Math.round(performance.now() - started)} ms`);
