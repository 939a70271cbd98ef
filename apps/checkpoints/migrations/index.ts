import { kinTables } from '@lianfang/platform/kin';
import type { Migration } from '@lianfang/platform/persistence';
import { checkpoints } from './0001-checkpoints.ts';
import { passes } from './0002-passes.ts';
import { passages } from './0003-passages.ts';
import { arrivalsAndAlerts } from './0004-arrivals-and-alerts.ts';
import { personCodes } from './0005-person-codes.ts';
import { keepingIndexes } from './0020-keeping.ts';

/** Forward only, in this order. */
export const migrations: readonly Migration[] = [checkpoints, passes, passages, arrivalsAndAlerts, personCodes, keepingIndexes, kinTables];
