import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readSubgraphs } from '../src/subgraphs.ts';
import { cellsOf } from './cells.ts';
import { differences, matrixFile, printMatrix } from './file.ts';

/** `npm run matrix` writes docs/api/access-matrix.tsv; `check` fails when the reviewed file is another. */
const now = printMatrix(cellsOf(readSubgraphs(process.cwd())));
const reviewed = existsSync(matrixFile) ? readFileSync(matrixFile, 'utf8') : '';

if (process.argv[2] !== 'check') {
  writeFileSync(matrixFile, now);
  process.stdout.write(`${matrixFile}: ${now.split('\n').filter((line) => line && !line.startsWith('#')).length - 1} fields\n`);
} else if (now !== reviewed) {
  for (const line of differences(reviewed, now)) process.stderr.write(`${line}\n`);
  process.stderr.write(`${matrixFile} is not what the SDL and the roles give: run npm run matrix, review each line that changed, commit it\n`);
  process.exitCode = 1;
}
