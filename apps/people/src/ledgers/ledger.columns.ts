import { plain } from '../sheets/sheet.rules.ts';

/** The columns of a ledger 台账, in the order of the template. */
export type LedgerColumn =
  | 'community'
  | 'compound'
  | 'building'
  | 'unit'
  | 'room'
  | 'address'
  | 'name'
  | 'idNumber'
  | 'birthDate'
  | 'phone'
  | 'relation'
  | 'occupancy';

interface ColumnDefinition {
  /** Heading in the template and in error reports. */
  heading: string;
  /** What the offices also write above this column. */
  alsoCalled: readonly string[];
  /** The explanatory second row of the template. */
  explanation: string;
  /** A ledger without this heading cannot be read. */
  demanded: boolean;
  /** Part of the template; the others are read where an office has them. */
  inTemplate: boolean;
}

export const ledgerColumns: Record<LedgerColumn, ColumnDefinition> = {
  community: { heading: '社区(村)', alsoCalled: ['社区', '村', '社区村', '所属社区', '社区名称', '所属村居', '村居', '村(居)委会', '居委会'], explanation: '选填。台账只含一个社区时可不填', demanded: false, inTemplate: true },
  compound: { heading: '小区(院落)', alsoCalled: ['小区', '院落', '楼院', '小区名称', '小区院落', '所在小区', '居住小区', '所属小区', '院落名称'], explanation: '必填。与系统登记的小区名称一致', demanded: true, inTemplate: true },
  building: { heading: '楼栋', alsoCalled: ['楼号', '栋号', '楼栋号', '幢', '楼幢', '幢号', '楼', '栋'], explanation: '必填。如 3号楼；平房填 平房', demanded: true, inTemplate: true },
  unit: { heading: '单元', alsoCalled: ['单元号', '单元门'], explanation: '选填。如 2单元', demanded: false, inTemplate: true },
  room: { heading: '房号', alsoCalled: ['门牌号', '室', '户号', '房间号', '门牌', '室号', '房间', '房屋号'], explanation: '必填。如 501', demanded: true, inTemplate: true },
  address: { heading: '住址', alsoCalled: ['地址', '家庭住址', '现住址', '详细地址', '居住地址', '现居住地', '居住地', '家庭地址', '详细住址', '现住地址'], explanation: '如 文化苑3号楼2单元501', demanded: false, inTemplate: false },
  name: { heading: '姓名', alsoCalled: ['居民姓名', '人员姓名', '家庭成员姓名', '成员姓名', '住户姓名'], explanation: '必填。空置户留空', demanded: true, inTemplate: true },
  idNumber: { heading: '身份证号', alsoCalled: ['身份证号码', '公民身份号码', '公民身份证号码', '证件号码', '证件号', '身份证', '居民身份证号', '居民身份证号码'], explanation: '必填。18 位，单元格设为文本格式', demanded: true, inTemplate: true },
  birthDate: { heading: '出生日期', alsoCalled: ['出生年月', '生日', '出生年月日', '出生时间'], explanation: '选填。如 1990-01-31，以身份证为准', demanded: false, inTemplate: true },
  phone: { heading: '联系电话', alsoCalled: ['手机号', '电话', '手机', '手机号码', '联系方式', '电话号码', '联系手机', '本人电话', '本人联系电话'], explanation: '选填。11 位手机号，单元格设为文本格式', demanded: false, inTemplate: true },
  relation: { heading: '与户主关系', alsoCalled: ['户主关系', '关系', '与户主的关系', '家庭关系', '与户主之间关系'], explanation: '选填。如 户主、配偶、子女', demanded: false, inTemplate: true },
  occupancy: { heading: '居住状态', alsoCalled: ['居住情况', '住户状态', '入住情况', '是否空置', '房屋状态'], explanation: '选填。常住 或 空置，不填为常住', demanded: false, inTemplate: true },
};

export const columnOrder = Object.keys(ledgerColumns) as LedgerColumn[];

export const templateColumns = columnOrder.filter((column) => ledgerColumns[column].inTemplate);

/** The columns that tell the door; where an office writes it in one, the address tells all of them. */
export const doorColumns: readonly LedgerColumn[] = ['compound', 'building', 'room'];

/** What a ledger with these columns lacks to be read. */
export function lackingColumns(has: (column: LedgerColumn) => boolean): LedgerColumn[] {
  return columnOrder.filter((column) => ledgerColumns[column].demanded && !has(column) && !(has('address') && doorColumns.includes(column)));
}

/** A column as somebody found it in a file whose headings are not ours. */
export interface MappedColumn {
  heading: string;
  column: LedgerColumn;
}

/** Which column a heading names; offices write brackets, spaces and asterisks as they please, and how to fill it in behind it. */
export function columnOfHeading(heading: string): LedgerColumn | undefined {
  const text = plain(heading).replace(/(必填|选填|必填项|选填项)$/, '');
  return columnOrder.find((column) => {
    const { heading: own, alsoCalled } = ledgerColumns[column];
    return [own, ...alsoCalled].some((name) => plain(name) === text);
  });
}

/** A column as the graph names it: idNumber is ID_NUMBER. */
export function graphNameOf(column: LedgerColumn): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

export function columnNamed(graphName: string): LedgerColumn {
  return columnOrder.find((column) => graphNameOf(column) === graphName)!;
}
