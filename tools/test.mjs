// Runs on the machine's own Node: installs what is missing, then hands over to the Node of the lock file.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become, prepare } from './start.mjs';

const tools = dirname(fileURLToPath(import.meta.url));
become(await prepare(), ['--disable-warning=ExperimentalWarning', join(tools, 'test', 'main.ts'), ...process.argv.slice(2)]);
