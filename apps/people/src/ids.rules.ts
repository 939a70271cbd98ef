const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A text that could be an id of ours. Any other names nothing, so it is not worth a query, and PostgreSQL would not take it. */
export function isId(text: string): boolean {
  return uuid.test(text);
}
