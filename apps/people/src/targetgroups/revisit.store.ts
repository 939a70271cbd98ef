import type { Tx } from '@lianfang/platform/persistence';
import type { RevisitRule, RevisitSteps } from './revisit.rules.ts';

const columns = 'area_code AS "areaCode", version, steps, made_by AS "madeBy", made_at AS "madeAt"';

/** The newest rule of the nearest area that has one. @param lineage the area and those above it */
export async function loadRuleInForce(tx: Tx, lineage: readonly string[]): Promise<RevisitRule> {
  const [rule] = await tx.query<RevisitRule[]>(
    `/* loadRuleInForce */ SELECT ${columns} FROM revisit_rules WHERE area_code = ANY ($1::text[]) ORDER BY length(area_code) DESC, version DESC LIMIT 1`,
    [['', ...lineage]],
  );
  return rule!;
}

export async function loadRule(tx: Tx, areaCode: string, version: number): Promise<RevisitRule> {
  const [rule] = await tx.query<RevisitRule[]>(`/* loadRule */ SELECT ${columns} FROM revisit_rules WHERE area_code = $1 AND version = $2`, [areaCode, version]);
  return rule!;
}

/** The next version; two writers at once follow each other on the area's row. */
export async function insertRule(tx: Tx, areaCode: string, steps: RevisitSteps, by: { madeBy: string; madeAt: Date }): Promise<RevisitRule> {
  await tx.query(`/* lockArea */ SELECT FROM areas WHERE code = $1 FOR UPDATE`, [areaCode]);
  const [rule] = await tx.query<RevisitRule[]>(
    `/* insertRule */
     INSERT INTO revisit_rules (area_code, version, steps, made_by, made_at)
     SELECT $1::text, coalesce(max(version), 0) + 1, $2::jsonb, $3, $4 FROM revisit_rules WHERE area_code = $1 RETURNING ${columns}`,
    [areaCode, JSON.stringify(steps), by.madeBy, by.madeAt],
  );
  return rule!;
}
