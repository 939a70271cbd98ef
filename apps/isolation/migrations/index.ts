import { approvalTables } from '@lianfang/platform/approvals';
import { kinTables } from '@lianfang/platform/kin';
import type { Migration } from '@lianfang/platform/persistence';
import { facilities } from './0001-facilities.ts';
import { orders } from './0002-orders.ts';
import { decisions } from './0003-decisions.ts';

/** Forward only, in this order. */
export const migrations: readonly Migration[] = [facilities, orders, approvalTables, decisions, kinTables];
