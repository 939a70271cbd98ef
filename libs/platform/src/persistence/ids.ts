import { Refusal } from '../refusals/index.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A text that could be an id of ours. Any other names nothing, so it is not worth a query, and PostgreSQL would not take it. */
export function isId(text: string): boolean {
  return uuid.test(text);
}

/** @throws Refusal ID_INVALID when the id given of another service's entity is none; whether it exists, only its owner knows */
export function demandIds(given: Record<string, string | null | undefined>): void {
  for (const [field, id] of Object.entries(given)) if (id != null && !isId(id)) throw idInvalid(field);
}

function idInvalid(field: string): Refusal {
  return new Refusal('ID_INVALID', {
    zh: `${field} 不是有效的编号，请重新选择后提交。`,
    en: `${field} is not a valid id. Choose it again and send it once more.`,
  });
}
