import { areaRange } from '@lianfang/contracts/areas';
import { insertMany, rowsBy } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { alertUnknown } from './alert.rules.ts';
import type { Alert, AlertKind, AlertState } from './alert.rules.ts';
import { alertTable } from './alert.table.ts';

const columns = {
  id: 'uuid',
  kind: 'text',
  state: 'text',
  area_code: 'text',
  checkpoint_id: 'uuid',
  person_id: 'uuid',
  passage_id: 'uuid',
  owner_agency: 'text',
  raised_at: 'timestamptz',
} as const;

/** Freshly raised ones. */
export async function insertAlerts(tx: Tx, alerts: readonly Alert[]): Promise<void> {
  await insertMany(tx, 'alerts', columns, alerts);
}

const alertsById = rowsBy(alertTable, 'id', { name: 'findAlerts' });

export function findAlerts(tx: Tx, ids: readonly string[]): Promise<Alert[]> {
  return alertsById(tx, ids.filter(isId));
}

export const findAlertsOfPassages = rowsBy(alertTable, 'passageId', { name: 'findAlertsOfPassages' });

/** Locks it: agencies act one after the other. @throws Refusal ALERT_NOT_FOUND */
export async function loadAlertForUpdate(tx: Tx, id: string): Promise<Alert> {
  const alert = isId(id) ? await tx.findOne(alertTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!alert) throw alertUnknown();
  return alert;
}

export async function updateAlert(tx: Tx, { id, ...alert }: Alert): Promise<void> {
  await tx.update(alertTable, { id }, alert);
}

export interface AlertFilter {
  areaCode: string;
  state?: AlertState | null;
  kind?: AlertKind | null;
}

/** A page, newest first, and one row more than shown. */
export function listAlerts(tx: Tx, filter: AlertFilter, page: { limit: number; after: string | null }): Promise<Alert[]> {
  const query = filtered(tx, filter).orderBy('a.raisedAt', 'DESC').addOrderBy('a.id', 'DESC').limit(page.limit);
  if (page.after && isId(page.after)) {
    query.andWhere('(a.raisedAt, a.id) < (SELECT b.raised_at, b.id FROM alerts b WHERE b.id = :after)', { after: page.after });
  }
  return query.getMany();
}

export function countAlerts(tx: Tx, filter: AlertFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, state, kind }: AlertFilter): SelectQueryBuilder<Alert> {
  const query = tx.createQueryBuilder(alertTable, 'a').where('a.areaCode >= :from AND a.areaCode < :below', areaRange(areaCode));
  if (state) query.andWhere('a.state = :state', { state });
  if (kind) query.andWhere('a.kind = :kind', { kind });
  return query;
}

/** The newest `first` that nobody has closed, of many areas with one query. */
export async function listOpenAlertsOfAreas(tx: Tx, areaCodes: readonly string[], first: number): Promise<Map<string, Alert[]>> {
  const rows = await tx.query<(Alert & { asked: string })[]>(
    `/* listOpenAlertsOfAreas */
     SELECT asked.code AS asked, a.id, a.kind, a.state, a.area_code AS "areaCode", a.checkpoint_id AS "checkpointId",
            a.person_id AS "personId", a.passage_id AS "passageId", a.owner_agency AS "ownerAgency", a.raised_at AS "raisedAt",
            a.acknowledged_at AS "acknowledgedAt", a.acknowledged_by AS "acknowledgedBy",
            a.acknowledged_agency AS "acknowledgedAgency", a.closed_at AS "closedAt", a.closed_by AS "closedBy", a.outcome
       FROM unnest($1::text[]) AS asked(code)
      CROSS JOIN LATERAL (
        SELECT * FROM alerts
         WHERE area_code >= asked.code COLLATE "C" AND area_code < asked.code || ':' COLLATE "C" AND state <> 'CLOSED'
         ORDER BY raised_at DESC, id DESC LIMIT $2) AS a
      ORDER BY asked.code, a.raised_at DESC, a.id DESC`,
    [areaCodes, first],
  );
  return Map.groupBy(rows, (row) => row.asked);
}
