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

/** The latest change of each of these persons, told of any entry that means the person: ids grow with time. */
export async function findLatestChanges(tx: Tx, personIds: readonly string[]): Promise<CodeChange[]> {
  return listChanges(tx, personIds, 1);
}

/** Changes of many persons at once, newest first, of each at most `most`. */
export async function listChanges(tx: Tx, personIds: readonly string[], most: number): Promise<CodeChange[]> {
  const latest = await tx.query<{ id: string; askedId: string }[]>(
    `/* listChanges */
     SELECT latest.id, asked.id AS "askedId" FROM unnest($1::uuid[]) AS asked (id)
      CROSS JOIN LATERAL (
        SELECT c.id FROM person_kin(ARRAY[asked.id]) k JOIN code_changes c ON c.person_id = k.kin_id ORDER BY c.id DESC LIMIT $2) latest
      ORDER BY latest.id DESC`,
    [personIds.filter(isId), most],
  );
  const changes = new Map((await findChanges(tx, latest.map(({ id }) => id))).map((change) => [change.id, change]));
  return latest.map(({ id, askedId }) => ({ ...changes.get(id)!, personId: askedId }));
}

export async function insertChange(tx: Tx, change: CodeChange): Promise<void> {
  await tx.insert(codeChangeTable, change);
}

export function findChanges(tx: Tx, ids: readonly string[]): Promise<CodeChange[]> {
  return tx.findBy(codeChangeTable, { id: In(ids.filter(isId)) });
}
