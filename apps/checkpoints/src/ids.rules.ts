import { Refusal } from '@lianfang/platform/refusals';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A text that could be an id of ours. Any other names nothing, so it is not worth a query, and PostgreSQL would not take it. */
export function isId(text: string): boolean {
  return uuid.test(text);
}

/** @throws Refusal ID_INVALID when a given id of another service's entity is none */
export function demandIds(given: Record<string, string | null | undefined>): void {
  for (const [field, id] of Object.entries(given)) if (id != null && !isId(id)) throw idInvalid(field);
}

function idInvalid(field: string): Refusal {
  return new Refusal('ID_INVALID', {
    zh: `${field} 不是有效的编号，请重新选择后提交。`,
    en: `${field} is not a valid id. Choose it again and send it once more.`,
  });
}

export function areaUnknown(): Refusal {
  return new Refusal('AREA_UNKNOWN', {
    zh: '区划代码不正确，请从列表中选择区域。',
    en: 'This is not the code of such an area. Choose the area from the list.',
  });
}
