import { Refusal } from '@lianfang/platform/refusals';

export type LedgerLevel = 'DISTRICT' | 'STREET' | 'COMMUNITY';

export const ledgerFields = {
  COUNTY: { heading: '区县', width: 12 },
  STREET: { heading: '街道(乡镇)', width: 16 },
  COMMUNITY: { heading: '社区(村)', width: 16 },
  GRID: { heading: '网格', width: 12 },
  GRID_HEAD: { heading: '网格长', width: 10 },
  COMPOUND: { heading: '小区(院落)', width: 18 },
  COMPOUND_ADDRESS: { heading: '小区地址', width: 24 },
  BUILDING: { heading: '楼栋', width: 10 },
  UNIT: { heading: '单元', width: 10 },
  ROOM: { heading: '房号', width: 10 },
  DOOR: { heading: '住址', width: 30 },
  OCCUPANCY: { heading: '居住状态', width: 10 },
  HOUSEHOLDS: { heading: '户数', width: 8 },
  VACANT_HOUSEHOLDS: { heading: '空置户数', width: 10 },
  PEOPLE: { heading: '人数', width: 8 },
  HEAD_NAME: { heading: '户主', width: 12 },
  HEAD_PHONE: { heading: '户主电话', width: 16 },
  NAME: { heading: '姓名', width: 12 },
  SEX: { heading: '性别', width: 6 },
  BIRTH_DATE: { heading: '出生日期', width: 14 },
  AGE: { heading: '年龄', width: 6 },
  ID_NUMBER: { heading: '身份证号', width: 22 },
  PHONE: { heading: '联系电话', width: 16 },
  RELATION: { heading: '与户主关系', width: 12 },
  NUMBER: { heading: '序号', width: 6 },
  DAY: { heading: '填报日期', width: 12 },
  BLANK: { heading: '备注', width: 16 },
} as const;

export type LedgerField = keyof typeof ledgerFields;

export interface LedgerColumn {
  field: LedgerField;
  heading: string;
}

const anywhere: readonly LedgerField[] = ['COUNTY', 'STREET', 'COMMUNITY', 'GRID', 'GRID_HEAD', 'COMPOUND', 'COMPOUND_ADDRESS', 'NUMBER', 'DAY', 'BLANK'];
const atDoors: readonly LedgerField[] = [...anywhere, 'BUILDING', 'UNIT', 'ROOM', 'DOOR', 'OCCUPANCY', 'HEAD_NAME', 'HEAD_PHONE'];

/** What the rows of a level can tell. */
export const fieldsOfLevel: Record<LedgerLevel, readonly LedgerField[]> = {
  DISTRICT: [...anywhere, 'HOUSEHOLDS', 'VACANT_HOUSEHOLDS', 'PEOPLE'],
  STREET: [...atDoors, 'PEOPLE'],
  COMMUNITY: [...atDoors, 'NAME', 'SEX', 'BIRTH_DATE', 'AGE', 'ID_NUMBER', 'PHONE', 'RELATION'],
};

const own = (fields: readonly LedgerField[]): LedgerColumn[] => fields.map((field) => ({ field, heading: ledgerFields[field].heading }));

/** The register's own columns of each level. */
export const ownColumns: Record<LedgerLevel, LedgerColumn[]> = {
  DISTRICT: own(['NUMBER', 'STREET', 'COMMUNITY', 'GRID', 'GRID_HEAD', 'COMPOUND', 'HOUSEHOLDS', 'VACANT_HOUSEHOLDS', 'PEOPLE']),
  STREET: own(['NUMBER', 'COMMUNITY', 'GRID', 'COMPOUND', 'BUILDING', 'UNIT', 'ROOM', 'OCCUPANCY', 'HEAD_NAME', 'HEAD_PHONE', 'PEOPLE']),
  COMMUNITY: own(['COMMUNITY', 'COMPOUND', 'BUILDING', 'UNIT', 'ROOM', 'NAME', 'ID_NUMBER', 'BIRTH_DATE', 'PHONE', 'RELATION', 'OCCUPANCY']),
};

export interface ExportPreset {
  id: string;
  areaCode: string;
  agency: string;
  title: string;
  version: number;
  retired: boolean;
}

export interface PresetVersion {
  presetId: string;
  version: number;
  level: LedgerLevel;
  columns: LedgerColumn[];
  savedBy: string;
  savedAt: Date;
}

/** A form in the version that counts. */
export type PresetForm = ExportPreset & Omit<PresetVersion, 'presetId'>;

export interface LedgerExport {
  id: string;
  areaCode: string;
  presetId: string | null;
  presetVersion: number | null;
  level: LedgerLevel;
  rows: number;
  exportedBy: string;
  exportedAt: Date;
}

const mostColumns = 40;
const longestTitle = 60;
const longestHeading = 30;

/** @throws Refusal PRESET_INVALID, PRESET_COLUMN_UNFIT */
export function judgePreset(input: { agency: string; title: string; level: LedgerLevel; columns: readonly LedgerColumn[] }): { agency: string; title: string; columns: LedgerColumn[] } {
  const [agency, title] = [input.agency.trim(), input.title.trim()];
  const columns = input.columns.map(({ field, heading }) => ({ field, heading: heading.trim() }));
  const wrong = !agency || !title || agency.length > longestTitle || title.length > longestTitle || columns.length === 0 || columns.length > mostColumns;
  const headings = new Set(columns.map(({ heading }) => heading));
  if (wrong || headings.size < columns.length || columns.some(({ heading }) => !heading || heading.length > longestHeading)) throw presetInvalid();
  const unfit = columns.find(({ field }) => !fieldsOfLevel[input.level].includes(field));
  if (unfit) throw presetColumnUnfit(unfit.heading);
  return { agency, title, columns };
}

/** Whole years on a day. */
export function ageOn(birthDate: string | null, day: string): string {
  if (!birthDate) return '';
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return String(day.slice(5) < birthDate.slice(5) ? years - 1 : years);
}

function presetInvalid(): Refusal {
  return new Refusal('PRESET_INVALID', {
    zh: `请填写单位和表名（各不超过 ${longestTitle} 字），选 1 至 ${mostColumns} 列；列名不能为空、不能重复，最长 ${longestHeading} 字。`,
    en: `Give agency and title (at most ${longestTitle} characters each) and 1 to ${mostColumns} columns; headings are not empty, not repeated, at most ${longestHeading} characters.`,
  });
}

function presetColumnUnfit(heading: string): Refusal {
  return new Refusal('PRESET_COLUMN_UNFIT', {
    zh: `“${heading}”在这一级台账中没有内容，请换一列或换台账级别。`,
    en: `The rows of this level do not tell "${heading}". Choose another column or another level.`,
  });
}

export function presetUnknown(): Refusal {
  return new Refusal('PRESET_NOT_FOUND', { zh: '找不到该报表模板，或不在您的辖区内。', en: 'There is no such form for your area.' });
}

export function presetTaken(): Refusal {
  return new Refusal('PRESET_TAKEN', { zh: '该单位已有同名报表模板，请改名或修改原模板。', en: 'This agency has a form of that title already. Rename it, or change that one.' });
}

export function presetChangedMeanwhile(version: number): Refusal {
  return new Refusal(
    'PRESET_CHANGED_MEANWHILE',
    { zh: '该模板刚被他人修改，您的修改没有保存。请刷新后再改。', en: 'Somebody else changed this form meanwhile and your change was not saved. Reload it and change again.' },
    { version },
  );
}

export function sheetTooLarge(most: number): Refusal {
  return new Refusal('LEDGER_TOO_LARGE', {
    zh: `该台账超过 ${most} 行，请按街道或社区分别导出。`,
    en: `This ledger has more than ${most} rows. Export it street by street or community by community.`,
  });
}
