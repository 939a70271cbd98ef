import { Refusal } from '@lianfang/platform/refusals';

export function areaCodeInvalid(): Refusal {
  return new Refusal('AREA_CODE_INVALID', {
    zh: '区划代码应为 2、4、6、9、12 或 15 位数字，请从列表中选择区域。',
    en: 'An area code has 2, 4, 6, 9, 12 or 15 digits. Choose the area from the list.',
  });
}

export function glassReasonMissing(from: number, to: number): Refusal {
  return new Refusal('GLASS_REASON_MISSING', {
    zh: `请用 ${from} 至 ${to} 个字写明查看理由，属地单位会看到。`,
    en: `Write in ${from} to ${to} characters why you must look. The agency that owns the area will read it.`,
  });
}

export function glassAreaTooWide(): Refusal {
  return new Refusal('GLASS_AREA_TOO_WIDE', {
    zh: '一次最多打开一个街道，请选择街道、社区或网格。',
    en: 'At most a street is opened at a time. Choose a street, a community or a grid.',
  });
}

export function glassNotNeeded(): Refusal {
  return new Refusal('GLASS_NOT_NEEDED', {
    zh: '该区域在您的管辖范围内，可直接查看。',
    en: 'This area is in your own jurisdiction: you can look without breaking the glass.',
  });
}

export function glassTooMany(most: number): Refusal {
  return new Refusal('GLASS_TOO_MANY', {
    zh: `同时最多打开 ${most} 个区域，请先关闭不再需要的。`,
    en: `At most ${most} areas lie open at once. Close one that you no longer need.`,
  });
}

export function glassNotFound(): Refusal {
  return new Refusal('GLASS_NOT_FOUND', { zh: '没有找到该越权查看记录，请刷新后重试。', en: 'There is no such opening. Load the list again.' });
}
