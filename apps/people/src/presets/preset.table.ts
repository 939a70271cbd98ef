import { EntitySchema } from 'typeorm';
import type { ExportPreset, LedgerExport, PresetVersion } from './preset.rules.ts';

export const exportPresetTable = new EntitySchema<ExportPreset>({
  name: 'ExportPreset',
  tableName: 'export_presets',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    agency: { type: 'text' },
    title: { type: 'text' },
    version: { type: 'integer' },
    retired: { type: 'boolean' },
  },
});

export const presetVersionTable = new EntitySchema<PresetVersion>({
  name: 'ExportPresetVersion',
  tableName: 'export_preset_versions',
  columns: {
    presetId: { type: 'uuid', name: 'preset_id', primary: true },
    version: { type: 'integer', primary: true },
    level: { type: 'text' },
    columns: { type: 'jsonb' },
    savedBy: { type: 'text', name: 'saved_by' },
    savedAt: { type: 'timestamptz', name: 'saved_at' },
  },
});

export const ledgerExportTable = new EntitySchema<LedgerExport>({
  name: 'LedgerExport',
  tableName: 'ledger_exports',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    presetId: { type: 'uuid', name: 'preset_id', nullable: true },
    presetVersion: { type: 'integer', name: 'preset_version', nullable: true },
    level: { type: 'text' },
    rows: { type: 'integer' },
    exportedBy: { type: 'text', name: 'exported_by' },
    exportedAt: { type: 'timestamptz', name: 'exported_at' },
  },
});
