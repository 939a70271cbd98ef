import type { Migration } from '@lianfang/platform/persistence';
import { directives } from './0003-directives.ts';
import { cases } from './0004-cases.ts';
import { figures } from './0001-figures.ts';
import { memory } from './0002-memory.ts';

/** Forward only, in this order. */
export const migrations: readonly Migration[] = [figures, memory, directives, cases];
