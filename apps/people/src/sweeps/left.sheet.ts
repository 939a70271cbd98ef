import { shanghaiDay } from '@lianfang/platform/clock';
import { concealed } from '@lianfang/platform/masking';
import writeXlsxFile from 'write-excel-file/node';
import type { Cell } from 'write-excel-file/node';
import type { Context } from '../graph.ts';
import { xlsxContentType } from '../ledgers/ledger.spreadsheet.ts';
import type { LeftRow } from './coverage.store.ts';
import type { SweepOutcome, SweepRound } from './sweep.rules.ts';

const headings = {
  zh: ['网格', '小区', '楼栋', '单元', '房号', '户主', '电话', '人数', '状态', '已上门次数', '下次上门', '已升级到'],
  en: ['Grid', 'Compound', 'Building', 'Unit', 'Room', 'Head', 'Phone', 'People', 'State', 'Visits in vain', 'Next visit', 'Escalated to'],
};

const states: Record<SweepOutcome | 'UNTRIED', { zh: string; en: string }> = {
  VISITED: { zh: '已走访', en: 'visited' },
  VACANT: { zh: '空置', en: 'vacant' },
  MOVED_AWAY: { zh: '已搬离', en: 'moved away' },
  ABSENT: { zh: '无人', en: 'absent' },
  REFUSED: { zh: '拒绝', en: 'refused' },
  NOT_FOUND: { zh: '地址不存在', en: 'not found' },
  UNTRIED: { zh: '未上门', en: 'not tried' },
};

const levels = { COMMUNITY: { zh: '社区', en: 'community' }, STREET: { zh: '街道', en: 'street' } };

/** The doors that are left as .xlsx, each as this caller sees it in the graph. */
export async function leftSheet(rows: readonly LeftRow[], round: SweepRound, ctx: Context) {
  const told = await Promise.all(rows.map((row) => toldRow(row, ctx)));
  const head = headings[ctx.language].map((value): Cell => ({ value, type: String, fontWeight: 'bold', backgroundColor: '#dbe7f5' }));
  const body = told.map((cells) => cells.map((value): Cell => ({ value: value || undefined, type: String })));
  const bytes = await writeXlsxFile([head, ...body], { sheet: ctx.language === 'zh' ? '未完成' : 'Left', columns: head.map(() => ({ width: 16 })), stickyRowsCount: 1 }).toBuffer();
  const fileName = `${round.name.replace(/[\\/:*?"<>|]/g, ' ')}-${ctx.language === 'zh' ? '未完成' : 'left'}-${shanghaiDay(ctx.clock.now())}.xlsx`;
  return { fileName, contentType: xlsxContentType, contentBase64: bytes.toString('base64') };
}

async function toldRow(row: LeftRow, ctx: Context): Promise<string[]> {
  const at = { areaCode: row.areaCode };
  const phone = row.phoneSealed && concealed({ open: () => ctx.sealer.open(row.phoneSealed!), mask: () => row.phoneMask ?? '' });
  const moment = row.dueAt ? new Date(row.dueAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ') : '';
  return [
    row.grid,
    await ctx.tell('Compound.name', at, row.compound),
    await ctx.tell('Household.building', at, row.building),
    await ctx.tell('Household.unit', at, row.unit),
    await ctx.tell('Household.room', at, row.room),
    (await ctx.tell('Person.name', at, row.head)) ?? '',
    (await ctx.tell('Person.phone', at, phone)) ?? '',
    String(row.people),
    states[row.outcome ?? 'UNTRIED'][ctx.language],
    String(row.attempts),
    moment,
    row.escalatedTo ? levels[row.escalatedTo][ctx.language] : '',
  ];
}
