import { readFileSync } from 'node:fs';

/** The declarations of `@personal` and `@open`, for an SDL that a test writes itself. */
export const accessSdl = readFileSync('libs/contracts/src/access/access.graphql', 'utf8');
