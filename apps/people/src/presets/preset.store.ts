import { areaLineage, areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import { presetTaken, presetUnknown } from './preset.rules.ts';
import type { ExportPreset, LedgerExport, PresetForm, PresetVersion } from './preset.rules.ts';
import { exportPresetTable, ledgerExportTable, presetVersionTable } from './preset.table.ts';

const formSql = `SELECT p.id, p.area_code AS "areaCode", p.agency, p.title, p.version, p.retired, v.level, v.columns, v.saved_by AS "savedBy", v.saved_at AS "savedAt"
  FROM export_presets p JOIN export_preset_versions v ON v.preset_id = p.id AND v.version = p.version`;

/** Forms of the area, of those above it and of those below it. */
export function listForms(tx: Tx, areaCode: string): Promise<PresetForm[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listForms */ ${formSql} WHERE NOT p.retired AND (p.area_code = ANY ($1::text[]) OR (p.area_code >= $2 AND p.area_code < $3)) ORDER BY p.agency, p.title, p.id LIMIT 500`,
    [areaLineage(areaCode), from, below],
  );
}

export function findForms(tx: Tx, ids: readonly string[]): Promise<PresetForm[]> {
  return tx.query(`/* findForms */ ${formSql} WHERE p.id = ANY ($1::uuid[])`, [ids.filter(isId)]);
}

/** @throws Refusal PRESET_NOT_FOUND */
export async function loadPresetForUpdate(tx: Tx, id: string): Promise<ExportPreset> {
  const preset = isId(id) ? await tx.findOne(exportPresetTable, { where: { id, retired: false }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!preset) throw presetUnknown();
  return preset;
}

/** Writes a form and the version that it has now. @throws Refusal PRESET_TAKEN */
export async function saveForm(tx: Tx, preset: ExportPreset, version: PresetVersion): Promise<void> {
  const [taken] = await tx.query<unknown[]>(
    `/* formTaken */ SELECT FROM export_presets WHERE area_code = $1 AND agency = $2 AND title = $3 AND id <> $4`,
    [preset.areaCode, preset.agency, preset.title, preset.id],
  );
  if (taken) throw presetTaken();
  await tx.upsert(exportPresetTable, preset, ['id']);
  await tx.insert(presetVersionTable, version);
}

/** Its title is free for another form. */
export async function retire(tx: Tx, preset: ExportPreset, at: Date): Promise<void> {
  await tx.update(exportPresetTable, { id: preset.id }, { retired: true, title: `${preset.title} · ${at.toISOString()}` });
}

export function listVersions(tx: Tx, presetIds: readonly string[]): Promise<PresetVersion[]> {
  return tx.createQueryBuilder(presetVersionTable, 'v').where('v.presetId = ANY(:ids)', { ids: presetIds.filter(isId) }).orderBy('v.version', 'DESC').getMany();
}

export async function insertExport(tx: Tx, ledgerExport: LedgerExport): Promise<void> {
  await tx.insert(ledgerExportTable, ledgerExport);
}

export function listExports(tx: Tx, areaCode: string, first: number): Promise<LedgerExport[]> {
  return tx
    .createQueryBuilder(ledgerExportTable, 'e')
    .where('e.areaCode >= :from AND e.areaCode < :below', areaRange(areaCode))
    .orderBy('e.exportedAt', 'DESC')
    .addOrderBy('e.id', 'DESC')
    .limit(first)
    .getMany();
}
