import type { Migration } from '@lianfang/platform/persistence';
import { accounts } from './0001-accounts.ts';
import { keys } from './0002-keys.ts';
import { glass } from './0003-glass.ts';
import { holds } from './0004-holds.ts';
import { trail } from './0010-trail.ts';
import { endings } from './0020-endings.ts';

/** Forward only, in this order. */
export const migrations: readonly Migration[] = [accounts, keys, glass, holds, trail, endings];
