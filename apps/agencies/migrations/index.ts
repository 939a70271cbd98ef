import type { Migration } from '@lianfang/platform/persistence';
import { accounts } from './0001-accounts.ts';

/** Forward only, in this order. */
export const migrations: readonly Migration[] = [accounts];
