import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In, IsNull } from 'typeorm';
import { refusing } from '../cases/constraint.ts';
import { isId } from '../ids.rules.ts';
import { certainSourceKnown, infectionCircle, infectionKnown } from './chain.rules.ts';
import type { InfectionLink } from './chain.rules.ts';
import { infectionLinkTable } from './chain.table.ts';

export type NewLink = Omit<InfectionLink, 'withdrawnAt' | 'withdrawnBy' | 'withdrawnReason'>;

const linkColumns = {
  id: 'uuid', source_case_id: 'uuid', case_id: 'uuid', certainty: 'text', note: 'text', rule_id: 'text', recorded_at: 'timestamptz', recorded_by_id: 'text', recorded_by: 'text',
} as const;

/** @throws Refusal INFECTION_CIRCLE, INFECTION_KNOWN, CERTAIN_SOURCE_KNOWN */
export async function insertLinks(tx: Tx, links: readonly NewLink[]): Promise<void> {
  await refusing({ infection_circle: infectionCircle, infection_once: infectionKnown, one_certain_source: certainSourceKnown }, () => insertMany(tx, 'infection_links', linkColumns, links));
}

export async function loadLinkForUpdate(tx: Tx, id: string): Promise<InfectionLink | null> {
  return isId(id) ? tx.findOne(infectionLinkTable, { where: { id, withdrawnAt: IsNull() }, lock: { mode: 'pessimistic_write' } }) : null;
}

export async function withdrawLink(tx: Tx, id: string, by: { at: Date; by: string; reason: string }): Promise<void> {
  await tx.update(infectionLinkTable, { id }, { withdrawnAt: by.at, withdrawnBy: by.by, withdrawnReason: by.reason });
}

/** The standing links into and out of these cases. */
export async function listLinks(tx: Tx, caseIds: readonly string[]): Promise<InfectionLink[]> {
  const ids = [...caseIds];
  return tx.find(infectionLinkTable, { where: [{ caseId: In(ids), withdrawnAt: IsNull() }, { sourceCaseId: In(ids), withdrawnAt: IsNull() }], order: { id: 'ASC' } });
}

/** Cases of an area that count as infections, oldest first, at most `most` and one. */
export async function listChainCases(tx: Tx, areaCode: string, most: number): Promise<string[]> {
  const { from, below } = areaRange(areaCode);
  const rows = await tx.query<{ id: string }[]>(
    `/* listChainCases */ SELECT id FROM cases WHERE area_code >= $1 AND area_code < $2 AND class IN ('CONFIRMED', 'ASYMPTOMATIC', 'SUSPECTED') ORDER BY id LIMIT $3`,
    [from, below, most + 1],
  );
  return rows.map(({ id }) => id);
}

/** Every case that is linked to one, over any number of others, oldest first. */
export async function listChainOf(tx: Tx, caseId: string, most: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `/* listChainOf */
     WITH RECURSIVE linked AS (
       SELECT $1::uuid AS id
       UNION SELECT CASE WHEN l.case_id = k.id THEN l.source_case_id ELSE l.case_id END
         FROM linked k JOIN infection_links l ON (l.case_id = k.id OR l.source_case_id = k.id) AND l.withdrawn_at IS NULL
     ) SELECT id FROM linked ORDER BY id LIMIT $2`,
    [caseId, most + 1],
  );
  return rows.map(({ id }) => id);
}
