import { suggestMapping } from '../sheets/sheet.rules.ts';
import type { SheetColumn, Wordings } from '../sheets/sheet.rules.ts';

export type FeverField = 'NAME' | 'ID_NUMBER' | 'PHONE' | 'ADDRESS' | 'MEDICINES' | 'TEMPERATURE' | 'OCCURRED_AT';

export type FeverColumn = SheetColumn<FeverField>;

/** What pharmacies and clinics write above their columns. */
const wordings: Wordings<FeverField> = {
  ID_NUMBER: ['身份证', '公民身份号码', '证件号', '证件编号', 'idcard', 'idnumber', 'idno'],
  PHONE: ['手机', '电话', '联系方式', 'mobile', 'phone', 'tel'],
  NAME: ['姓名', '购药人', '购买人', '患者', '顾客', 'name', 'buyer', 'patient'],
  TEMPERATURE: ['体温', '温度', 'temperature'],
  MEDICINES: ['药品', '药名', '购买药', '所购', '退热', '品名', '症状', 'medicine', 'drug'],
  ADDRESS: ['住址', '地址', '居住', '小区', 'address'],
  OCCURRED_AT: ['购药日期', '购药时间', '购买日期', '购买时间', '就诊日期', '就诊时间', '日期', '时间', 'date', 'time'],
};

/** Headings that have such a word and mean something else. */
const otherwise = /类型|出生|有效期|生产|批号|价格|数量|序号|店员|医生|药店/;

export function suggestFeverColumns(headings: readonly string[]): FeverColumn[] {
  return suggestMapping(headings, wordings, otherwise);
}
