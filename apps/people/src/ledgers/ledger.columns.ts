/** The columns of a ledger 台账, in the order of the template. */
export type LedgerColumn =
  | 'community'
  | 'compound'
  | 'building'
  | 'unit'
  | 'room'
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
}

export const ledgerColumns: Record<LedgerColumn, ColumnDefinition> = {
  community: { heading: '社区(村)', alsoCalled: ['社区', '村', '社区村', '所属社区'], explanation: '选填。台账只含一个社区时可不填', demanded: false },
  compound: { heading: '小区(院落)', alsoCalled: ['小区', '院落', '楼院', '小区名称', '小区院落'], explanation: '必填。与系统登记的小区名称一致', demanded: true },
  building: { heading: '楼栋', alsoCalled: ['楼号', '栋号', '楼栋号', '幢'], explanation: '必填。如 3号楼；平房填 平房', demanded: true },
  unit: { heading: '单元', alsoCalled: ['单元号'], explanation: '选填。如 2单元', demanded: false },
  room: { heading: '房号', alsoCalled: ['门牌号', '室', '户号', '房间号', '门牌'], explanation: '必填。如 501', demanded: true },
  name: { heading: '姓名', alsoCalled: ['居民姓名', '人员姓名'], explanation: '必填。空置户留空', demanded: true },
  idNumber: { heading: '身份证号', alsoCalled: ['身份证号码', '公民身份号码', '证件号码', '证件号', '身份证'], explanation: '必填。18 位，单元格设为文本格式', demanded: true },
  birthDate: { heading: '出生日期', alsoCalled: ['出生年月', '生日', '出生年月日'], explanation: '选填。如 1990-01-31，以身份证为准', demanded: false },
  phone: { heading: '联系电话', alsoCalled: ['手机号', '电话', '手机', '手机号码', '联系方式', '电话号码'], explanation: '选填。11 位手机号，单元格设为文本格式', demanded: false },
  relation: { heading: '与户主关系', alsoCalled: ['户主关系', '关系', '与户主的关系'], explanation: '选填。如 户主、配偶、子女', demanded: false },
  occupancy: { heading: '居住状态', alsoCalled: ['居住情况', '住户状态', '入住情况'], explanation: '选填。常住 或 空置，不填为常住', demanded: false },
};

export const columnOrder = Object.keys(ledgerColumns) as LedgerColumn[];

/** Which column a heading names; offices write brackets, spaces and asterisks as they please. */
export function columnOfHeading(heading: string): LedgerColumn | undefined {
  const plain = plainHeading(heading);
  return columnOrder.find((column) => {
    const { heading: own, alsoCalled } = ledgerColumns[column];
    return [own, ...alsoCalled].some((name) => plainHeading(name) === plain);
  });
}

function plainHeading(text: string): string {
  return text.normalize('NFKC').replace(/[\s*()（）:：]/g, '');
}
