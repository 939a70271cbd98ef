import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { CodeChange, CodeRule } from './code.rules.ts';
import { codeChangeTable } from './code.table.ts';

const ruleColumns = `id, version, code, days, summary_zh AS "summaryZh", summary_en AS "summaryEn"`;

/** The version of a rule in force on a day (YYYY-MM-DD, Asia/Shanghai). */
export async function loadCodeRule(tx: Tx, id: string, day: string): Promise<CodeRule> {
  const [rule] = await tx.query<CodeRule[]>(
    `/* loadCodeRule */ SELECT ${ruleColumns} FROM code_rules WHERE id = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1`,
    [id, day],
  );
  if (!rule) throw new Error(`no version of the code rule ${id} is in force on ${day}`);
  return rule;
}

export function listCodeRules(tx: Tx): Promise<CodeRule[]> {
  return tx.query(`/* listCodeRules */ SELECT ${ruleColumns} FROM code_rules`);
}

/** Until the transaction ends no other change of these persons' codes is decided. In one order, so two lists never wait crosswise. */
export async function lockCodes(tx: Tx, personIds: readonly string[]): Promise<void> {
  await tx.query(
    `/* lockCodes */
     SELECT pg_advisory_xact_lock(hashtextextended('code:' || asked.id, 0)) FROM (SELECT id FROM unnest($1::text[]) AS id ORDER BY id) asked`,
    [personIds.map((id) => id.toLowerCase())],
  );
}

/** The latest change of each of these persons: ids grow with time. */
export function findLatestChanges(tx: Tx, personIds: readonly string[]): Promise<CodeChange[]> {
  return tx
    .createQueryBuilder(codeChangeTable, 'c')
    .distinctOn(['c.personId'])
    .where('c.personId = ANY(:ids)', { ids: personIds.filter(isId) })
    .orderBy('c.personId')
    .addOrderBy('c.id', 'DESC')
    .getMany();
}

/** Changes of many persons at once, newest first, of each at most `most`. */
export async function listChanges(tx: Tx, personIds: readonly string[], most: number): Promise<CodeChange[]> {
  const ids = await tx.query<{ id: string }[]>(
    `/* listChanges */
     SELECT latest.id FROM unnest($1::uuid[]) AS asked (person_id)
      CROSS JOIN LATERAL (SELECT id FROM code_changes WHERE person_id = asked.person_id ORDER BY id DESC LIMIT $2) latest`,
    [personIds.filter(isId), most],
  );
  return tx
    .createQueryBuilder(codeChangeTable, 'c')
    .where('c.id = ANY(:ids)', { ids: ids.map(({ id }) => id) })
    .orderBy('c.id', 'DESC')
    .getMany();
}

export async function insertChange(tx: Tx, change: CodeChange): Promise<void> {
  await tx.insert(codeChangeTable, change);
}

export function findChanges(tx: Tx, ids: readonly string[]): Promise<CodeChange[]> {
  return tx.findBy(codeChangeTable, { id: In(ids.filter(isId)) });
}
