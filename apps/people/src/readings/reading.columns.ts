import { suggestMapping } from '../sheets/sheet.rules.ts';
import type { SheetColumn, Wordings } from '../sheets/sheet.rules.ts';

/** What a utility's spreadsheet can tell of a meter. */
export const readingFields = ['METER', 'ADDRESS', 'COMPOUND', 'BUILDING', 'UNIT', 'ROOM', 'PERIOD', 'CONSUMPTION', 'PREVIOUS', 'CURRENT'] as const;

export type ReadingField = (typeof readingFields)[number];

export type ReadingColumn = SheetColumn<ReadingField>;

/** Parts of the headings that water works, the grid company and gas companies use. */
const wordings: Wordings<ReadingField> = {
  PREVIOUS: ['上期', '上次', '上月', '起码', '起度', '前读数', 'previous'],
  CURRENT: ['本期示数', '本期读数', '本次', '止码', '止度', '当前读数', '本月读数', '表底', 'current'],
  CONSUMPTION: ['用量', '用水量', '用电量', '用气量', '水量', '电量', '气量', '方数', '度数', '吨数', 'consumption', 'usage'],
  METER: ['表号', '户号', '表计', '用户编号', '客户编号', '资产编号', '表具', 'meter', 'account'],
  PERIOD: ['账期', '抄表月', '抄表日', '月份', '年月', '周期', '日期', 'period', 'month', 'date'],
  COMPOUND: ['小区', '院落', '楼院', 'compound'],
  BUILDING: ['楼栋', '楼号', '幢', '栋', 'building'],
  UNIT: ['单元', 'unit'],
  ROOM: ['房号', '室号', '房间', '门牌', 'room'],
  ADDRESS: ['地址', '住址', '位置', 'address'],
};

/** Words that stand in a heading with a reading's word and mean something else: 用水性质, 电量单价. */
const otherwise = /性质|单价|金额|电费|水费|气费|类型|类别|状态|倍率|姓名|户名|电话|手机|序号/;

export function suggestReadingColumns(headings: readonly string[]): ReadingColumn[] {
  return suggestMapping(headings, wordings, otherwise);
}
