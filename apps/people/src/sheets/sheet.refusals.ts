import { Refusal } from '@lianfang/platform/refusals';

export function sheetUnreadable(): Refusal {
  return new Refusal('LIST_UNREADABLE', {
    zh: '文件无法读取。请上传 .xlsx 或 .csv 名单（旧版 .xls 请另存为 .xlsx）。',
    en: 'The file cannot be read. Upload the list as .xlsx or .csv (save an old .xls as .xlsx first).',
  });
}

export function sheetEmpty(): Refusal {
  return new Refusal('LIST_EMPTY', { zh: '名单没有数据行。', en: 'The list has no rows.' });
}

export function sheetTooLarge(): Refusal {
  return new Refusal('LIST_TOO_LARGE', {
    zh: '文件超过 24 MB 或 100,000 行，请拆分后分别导入。',
    en: 'The file is larger than 24 MB or 100,000 rows. Split it and import the parts.',
  });
}

export function sheetColumnMissing(lacking: readonly string[], found: readonly string[]): Refusal {
  return new Refusal(
    'LIST_COLUMN_MISSING',
    {
      zh: `文件中没有列：${lacking.join('、')}。文件的列为：${found.join('、')}。请更正该来源的列对应关系。`,
      en: `The file has no column ${lacking.join(', ')}. Its columns are: ${found.join(', ')}. Correct the mapping of this source.`,
    },
    { columns: lacking, found },
  );
}
