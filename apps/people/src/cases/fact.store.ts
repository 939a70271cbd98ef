import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { Fact, NewFact } from './case.rules.ts';
import { caseFactTable } from './case.table.ts';

const factColumns = {
  id: 'uuid', case_id: 'uuid', contact_id: 'uuid', kind: 'text', value: 'text', on_day: 'date', corrects: 'uuid', reason: 'text', rule_id: 'text', rule_version: 'text',
  recorded_at: 'timestamptz', recorded_by_id: 'text', recorded_by: 'text', agency: 'text',
} as const;

/** What these facts moved in the bulletin's cells, of each community. */
export interface CellMove {
  areaCode: string;
  cell: string;
  people: number;
}

/** Writes facts; a trigger lets the rows and the bulletin follow. The subjects are locked by the caller. */
export async function insertFacts(tx: Tx, facts: readonly NewFact[]): Promise<CellMove[]> {
  if (facts.length === 0) return [];
  const subjects = [...new Set(facts.map(({ caseId, contactId }) => caseId ?? contactId))];
  const [{ last }] = (await tx.query(`/* lastMove */ SELECT coalesce(max(id), 0) AS last FROM bulletin_moves WHERE subject_id = ANY ($1::uuid[])`, [subjects])) as [{ last: string }];
  await insertMany(tx, 'case_facts', factColumns, facts);
  return tx.query(
    `/* movesOf */
     SELECT left(area_code, 12) AS "areaCode", cell, sum(people)::int AS people FROM bulletin_moves
      WHERE subject_id = ANY ($1::uuid[]) AND id > $2 GROUP BY 1, 2 HAVING sum(people) <> 0 ORDER BY 1, 2`,
    [subjects, last],
  );
}

export function findFact(tx: Tx, id: string): Promise<Fact | null> {
  return isId(id) ? tx.findOneBy(caseFactTable, { id }) : Promise.resolve(null);
}

/** All facts of these cases, the corrected ones too, in the order in which they were recorded. */
export function listFactsOfCases(tx: Tx, caseIds: readonly string[]): Promise<Fact[]> {
  return tx.find(caseFactTable, { where: { caseId: In([...caseIds]) }, order: { recordedAt: 'ASC', id: 'ASC' } });
}

export function listFactsOfContacts(tx: Tx, contactIds: readonly string[]): Promise<Fact[]> {
  return tx.find(caseFactTable, { where: { contactId: In([...contactIds]) }, order: { recordedAt: 'ASC', id: 'ASC' } });
}
