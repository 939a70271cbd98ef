import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Alert } from './alert.rules.ts';
import { findAlerts, findAlertsOfPassages } from './alert.store.ts';

export function alertLoader(ctx: Context) {
  return batchLoader<string, Alert>(
    ctx,
    'alert',
    async (ids) => new Map((await findAlerts(ctx.database.manager, ids)).map((alert) => [alert.id, alert])),
  );
}

export function alertOfPassageLoader(ctx: Context) {
  return batchLoader<string, Alert>(
    ctx,
    'alert-of-passage',
    async (ids) => new Map((await findAlertsOfPassages(ctx.database.manager, ids)).map((alert) => [alert.passageId!, alert])),
  );
}
