import { demandArea, withinArea } from '@lianfang/platform/auth';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { transact } from '@lianfang/platform/persistence';
import { checkpointOf } from '../checkpoints/checkpoint.loaders.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { passageLoader } from '../passages/passage.loaders.ts';
import { tellAlertChanged } from './alert.events.ts';
import { alertLoader } from './alert.loaders.ts';
import { acknowledgeAlert, alertUnknown, closeAlert } from './alert.rules.ts';
import type { Alert, Handler } from './alert.rules.ts';
import { countAlerts, listAlerts, loadAlertForUpdate, updateAlert } from './alert.store.ts';

async function visibleAlert(id: string, ctx: Context): Promise<Alert | null> {
  const alert = await alertLoader(ctx).load(id);
  return alert && withinArea(ctx.actor, alert.areaCode) ? alert : null;
}

export const alertResolvers: Pick<Resolvers, 'Alert' | 'Query' | 'Mutation'> = {
  Query: {
    alert: (_root, { id }, ctx) => visibleAlert(id, ctx),
    alerts: async (_root, { areaCode, state, kind, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, kind };
      const rows = await listAlerts(ctx.database.manager, filter, page);
      return connection(rows, page, (alert) => alert.id, () => countAlerts(ctx.database.manager, filter));
    },
  },
  Mutation: {
    acknowledgeAlert: (_root, { alertId }, ctx) => handle(alertId, ctx, acknowledgeAlert),
    closeAlert: (_root, { alertId, outcome }, ctx) =>
      handle(alertId, ctx, (alert, by, now) => closeAlert(alert, outcome, by, now)),
  },
  Alert: {
    __resolveReference: ({ id }, ctx) => visibleAlert(id, ctx),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    checkpoint: ({ checkpointId }, _args, ctx) => checkpointOf(ctx, checkpointId),
    person: ({ personId }) => (personId ? { __typename: 'Person', id: personId } : null),
    passage: ({ passageId }, _args, ctx) => (passageId ? passageLoader(ctx).load(passageId) : null),
  },
};

/** Takes one step of the alert's life; null from `decide` means that it stands so already. */
function handle(alertId: string, ctx: Context, decide: (alert: Alert, by: Handler, now: Date) => Alert | null): Promise<Alert> {
  return transact(ctx.database, async (tx) => {
    const alert = await loadAlertForUpdate(tx, alertId);
    if (!withinArea(ctx.actor, alert.areaCode)) throw alertUnknown();
    const now = ctx.clock.now();
    const changed = decide(alert, ctx.actor, now);
    if (!changed) return alert;
    await updateAlert(tx, changed);
    await tellAlertChanged(tx, changed, { agency: ctx.actor.agency, at: now });
    return changed;
  });
}
