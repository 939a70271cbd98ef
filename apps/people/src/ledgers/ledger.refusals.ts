import { Refusal } from '@lianfang/platform/refusals';
import type { RefusalTexts } from '@lianfang/platform/refusals';
import { graphNameOf, ledgerColumns } from './ledger.columns.ts';
import type { LedgerColumn } from './ledger.columns.ts';

type CellText = (heading: string, otherRow?: number) => RefusalTexts;

/** What can be wrong with one cell, and what to do. The heading stays Chinese in both languages: it is what stands in the sheet. */
export const cellFaults = {
  CELL_MISSING: (heading) => ({
    zh: `“${heading}”未填写，请补填。`,
    en: `"${heading}" is empty. Fill it in.`,
  }),
  CELL_MERGED: (heading) => ({
    zh: `“${heading}”在合并单元格内，本行没有内容。请取消合并，并逐行填写。`,
    en: `"${heading}" lies in a merged cell, so this row holds nothing. Unmerge it and fill in each row.`,
  }),
  FULL_WIDTH_DIGITS: (heading) => ({
    zh: `“${heading}”含全角数字或字母，请改为半角，见“建议修改”。`,
    en: `"${heading}" has full-width digits or letters. Use plain ones; see the suggestion.`,
  }),
  SCIENTIFIC_NOTATION: (heading) => ({
    zh: `“${heading}”被表格软件存成科学计数法，数字已丢失。请把单元格设为文本格式后重新填写。`,
    en: `The spreadsheet stored "${heading}" in scientific notation and digits are lost. Format the cell as text and enter it again.`,
  }),
  ADDRESS_UNREADABLE: (heading) => ({
    zh: `“${heading}”读不出小区、楼栋和房号，请写成“文化苑3号楼2单元501”。`,
    en: `"${heading}" does not tell compound, building and room. Write it like 文化苑3号楼2单元501.`,
  }),
  BIRTH_DATE_UNREADABLE: (heading) => ({
    zh: `“${heading}”无法识别，请按 1990-01-31 填写。`,
    en: `"${heading}" cannot be read. Write it as 1990-01-31.`,
  }),
  BIRTH_DATE_IN_FUTURE: (heading) => ({
    zh: `“${heading}”晚于今天，请核对。`,
    en: `"${heading}" is in the future. Check it.`,
  }),
  ID_NUMBER_TWICE: (_heading, otherRow) => ({
    zh: `身份证号与第 ${otherRow} 行另一姓名的人员相同，两人不能共用一个号码，请核对证件。`,
    en: `Row ${otherRow} has the same ID number under another name. Two people cannot share a number: compare it with the cards.`,
  }),
  ID_NUMBER_TAKEN: () => ({
    zh: '该身份证号已以另一姓名登记在台账中，请核对证件；如确为登记有误，请先更正原登记。',
    en: 'The register holds this ID number under another name. Compare it with the card; if the register is wrong, correct it there first.',
  }),
  REGISTERED_ELSEWHERE: () => ({
    zh: '该人员登记在其他辖区，请联系原社区办理迁移后再导入。',
    en: 'This person is registered in an area that is not yours. Ask that community for the transfer, then import again.',
  }),
  HOUSEHOLD_LIVED_IN: () => ({
    zh: '该户登记有居民，不能改为空置。请先办理居民迁出。',
    en: 'People are registered in this household, so it cannot be vacant. Move them out first.',
  }),
} satisfies Record<string, CellText>;

export function compoundUnknown(name: string, near: readonly string[]): { code: string; texts: RefusalTexts; suggestion?: string } {
  return {
    code: 'COMPOUND_UNKNOWN',
    texts: {
      zh: `本辖区没有登记名为“${name}”的小区${near.length > 0 ? `，是否为：${near.join('、')}` : '，请先登记小区'}。`,
      en: `Your area has no compound named "${name}".${near.length > 0 ? ` Is it ${near.join(', ')}?` : ' Register the compound first.'}`,
    },
    suggestion: near[0],
  };
}

export function compoundAmbiguous(name: string): { code: string; texts: RefusalTexts } {
  return {
    code: 'COMPOUND_AMBIGUOUS',
    texts: {
      zh: `有多个社区都有“${name}”，请在“社区(村)”列填写所属社区。`,
      en: `Several communities have a compound "${name}". Name the community in the column 社区(村).`,
    },
  };
}

export function ledgerUnreadable(): Refusal {
  return new Refusal('LEDGER_UNREADABLE', {
    zh: '文件无法读取。请上传 .xlsx 或 .csv 格式的台账（旧版 .xls 请另存为 .xlsx）。',
    en: 'The file cannot be read. Upload the ledger as .xlsx or .csv (save an old .xls as .xlsx first).',
  });
}

/** @param found the headings of the row that comes nearest, so that somebody can say what they mean */
export function ledgerHeaderMissing(lacking: readonly LedgerColumn[], found: readonly string[]): Refusal {
  const headings = lacking.map((column) => ledgerColumns[column].heading);
  return new Refusal(
    'LEDGER_HEADER_MISSING',
    {
      zh: `前 10 行中没有完整的表头，缺少列：${headings.join('、')}。请指明各列的含义，或使用系统提供的台账模板。`,
      en: `The first 10 rows hold no whole header; missing columns: ${headings.join(', ')}. Say what the columns mean, or use the template.`,
    },
    { columns: headings, lacking: lacking.map(graphNameOf), found },
  );
}

export function ledgerEmpty(): Refusal {
  return new Refusal('LEDGER_EMPTY', { zh: '台账没有数据行。', en: 'The ledger has no rows.' });
}

export function ledgerTooLarge(): Refusal {
  return new Refusal('LEDGER_TOO_LARGE', {
    zh: '文件超过 24 MB 或 50,000 行，请拆分后分别导入。',
    en: 'The file is larger than 24 MB or 50,000 rows. Split it and import the parts.',
  });
}

export function ledgerExportTooLarge(): Refusal {
  return new Refusal('LEDGER_TOO_LARGE', {
    zh: '该辖区居民超过 20,000 人，请按街道或社区分别导出。',
    en: 'More than 20,000 residents live in this area. Export it street by street or community by community.',
  });
}
