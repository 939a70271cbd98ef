import { kinTables } from '@lianfang/platform/kin';
import type { Migration } from '@lianfang/platform/persistence';
import { stock } from './0001-stock.ts';
import { donations } from './0002-donations.ts';
import { support } from './0003-support.ts';
import { keepingMovements } from './0020-keeping.ts';

/** Forward only, in this order. */
export const migrations: readonly Migration[] = [stock, donations, support, keepingMovements, kinTables];
