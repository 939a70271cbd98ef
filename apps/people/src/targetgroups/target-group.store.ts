import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import { targetGroupChanged, targetGroupNameTaken, targetGroupUnknown } from './target-group.rules.ts';
import type { TargetGroup, TargetGroupVersion } from './target-group.rules.ts';

const columns = `g.id, g.area_code AS "areaCode", g.name, g.version, v.questions`;
const present = 'target_groups g JOIN target_group_versions v ON v.group_id = g.id AND v.version = g.version';

export function findTargetGroups(tx: Tx, ids: readonly string[]): Promise<TargetGroup[]> {
  return tx.query(`/* findTargetGroups */ SELECT ${columns} FROM ${present} WHERE g.id = ANY ($1::uuid[]) ORDER BY g.name`, [ids.filter(isId)]);
}

/** Of the area, of those above it and below it. */
export function listTargetGroups(tx: Tx, areaCode: string, lineage: readonly string[]): Promise<TargetGroup[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listTargetGroups */
     SELECT ${columns} FROM ${present} WHERE (g.area_code >= $1 AND g.area_code < $2) OR g.area_code = ANY ($3::text[]) ORDER BY g.name, g.id LIMIT 200`,
    [from, below, lineage],
  );
}

export function listGroupVersions(tx: Tx, groupIds: readonly string[]): Promise<TargetGroupVersion[]> {
  return tx.query(
    `/* listGroupVersions */
     SELECT group_id AS "groupId", version, name, questions, made_by AS "madeBy", made_at AS "madeAt"
       FROM target_group_versions WHERE group_id = ANY ($1::uuid[]) ORDER BY group_id, version DESC`,
    [groupIds.filter(isId)],
  );
}

/** @throws Refusal TARGET_GROUP_NAME_TAKEN */
export async function insertTargetGroup(tx: Tx, group: Omit<TargetGroup, 'version' | 'questions'>): Promise<void> {
  const made = await tx.query<unknown[]>(
    `/* insertTargetGroup */ INSERT INTO target_groups (id, area_code, name) VALUES ($1, $2, $3) ON CONFLICT (area_code, name) DO NOTHING RETURNING id`,
    [group.id, group.areaCode, group.name],
  );
  if (made.length === 0) throw targetGroupNameTaken(group.name);
}

/** Locks the group and moves it on to its next version. @throws Refusal TARGET_GROUP_NOT_FOUND, TARGET_GROUP_CHANGED_MEANWHILE, TARGET_GROUP_NAME_TAKEN */
export async function raiseTargetGroup(tx: Tx, change: { id: string; name: string; basedOn: number | null | undefined; within: (areaCode: string) => boolean }): Promise<number> {
  const [known] = isId(change.id)
    ? await tx.query<{ areaCode: string; version: number }[]>(`/* lockTargetGroup */ SELECT area_code AS "areaCode", version FROM target_groups WHERE id = $1 FOR UPDATE`, [change.id])
    : [];
  if (!known || !change.within(known.areaCode)) throw targetGroupUnknown();
  if (change.basedOn !== known.version) throw targetGroupChanged(known.version);
  const [taken] = await tx.query<unknown[]>(`/* nameOfTargetGroup */ SELECT id FROM target_groups WHERE area_code = $1 AND name = $2 AND id <> $3`, [known.areaCode, change.name, change.id]);
  if (taken) throw targetGroupNameTaken(change.name);
  await tx.query(`/* raiseTargetGroup */ UPDATE target_groups SET name = $2, version = version + 1 WHERE id = $1`, [change.id, change.name]);
  return known.version + 1;
}

export async function insertGroupVersion(tx: Tx, version: TargetGroupVersion): Promise<void> {
  await tx.query(
    `/* insertGroupVersion */ INSERT INTO target_group_versions (group_id, version, name, questions, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [version.groupId, version.version, version.name, JSON.stringify(version.questions), version.madeBy, version.madeAt],
  );
}
