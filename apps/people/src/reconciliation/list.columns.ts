import { suggestMapping } from '../sheets/sheet.rules.ts';
import type { SheetColumn, Wordings } from '../sheets/sheet.rules.ts';

/** What a list from outside can tell of a person. Each source words and orders its columns as it likes. */
export const listFields = ['NAME', 'ID_NUMBER', 'PHONE', 'BIRTH_DATE', 'ADDRESS', 'COMMUNITY', 'CAME_FROM', 'ARRIVED_ON', 'NOTE'] as const;

export type ListField = (typeof listFields)[number];

export type ListColumn = SheetColumn<ListField>;

/** Parts of the headings that telecom operators, railways and the police were seen to use, the most telling first. */
const wordings: Wordings<ListField> = {
  ID_NUMBER: ['身份证', '公民身份号码', '证件号', '证件编号', '公民号', 'idcard', 'idnumber', 'idno', 'id'],
  PHONE: ['手机', '电话', '联系方式', '号码归属用户号', '用户号码', 'msisdn', 'mobile', 'phone', 'tel'],
  NAME: ['姓名', '旅客', '乘客', '机主', '用户名称', '人员名称', 'name'],
  BIRTH_DATE: ['出生', '生日', 'birth', 'dob'],
  COMMUNITY: ['社区', '村居', '居委', '村委', 'community'],
  CAME_FROM: ['来源地', '出发', '始发', '上车站', '起飞', '漫游', '途经', '行程', '来自', '返回地', 'from', 'origin'],
  ARRIVED_ON: ['到达', '抵达', '返回日期', '返回时间', '入市', '入境', '乘车日期', '到站', '下车', '登记日期', 'arriv', 'date'],
  ADDRESS: ['住址', '地址', '居住地', '目的地', '住所', '现住', 'address'],
  NOTE: ['备注', '说明', '情况', 'note', 'remark'],
};

/** Words that stand in a heading with a person's word and mean something else: 身份证类型, 姓名拼音. */
const otherwise = /类型|类别|种类|拼音|性别|有效期|签发|发证|归属地|所属公司|年龄|序号/;

export function suggestColumns(headings: readonly string[]): ListColumn[] {
  return suggestMapping(headings, wordings, otherwise);
}
