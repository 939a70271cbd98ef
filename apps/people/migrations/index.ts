import { approvalTables } from '@lianfang/platform/approvals';
import type { Migration } from '@lianfang/platform/persistence';
import { areas } from './0001-areas.ts';
import { register } from './0002-register.ts';
import { sweeps } from './0003-sweeps.ts';
import { ledgers } from './0004-ledgers.ts';
import { search } from './0005-search.ts';
import { healthCodes } from './0006-health-codes.ts';
import { reconciliation } from './0010-reconciliation.ts';
import { keepingIndexes } from './0020-keeping.ts';
import { readings } from './0045-readings.ts';

/** Forward only, in this order. */
export const migrations: readonly Migration[] = [areas, register, sweeps, ledgers, search, approvalTables, healthCodes, reconciliation, keepingIndexes, readings];
