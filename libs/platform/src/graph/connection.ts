import { Refusal } from '../refusals/index.ts';

export const longestPage = 100;

export interface Page {
  first: number;
  /** Rows to fetch: one more than shown tells whether another page follows. */
  limit: number;
  /** What `cursorOf` said of the last row of the page before; null on the first page. */
  after: string | null;
}

export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  /** Counted only when the query asks for it: the resolver of a plain field calls a function that it finds there. */
  totalCount: number;
}

/** @throws Refusal PAGE_TOO_LARGE, PAGE_SIZE_INVALID, CURSOR_INVALID */
export function pageOf(args: { first: number; after?: string | null }): Page {
  if (args.first > longestPage) throw pageTooLarge();
  if (!Number.isInteger(args.first) || args.first < 0) throw pageSizeInvalid();
  return { first: args.first, limit: args.first + 1, after: args.after == null ? null : openCursor(args.after) };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `pageOf` for a list whose cursors are ids: PostgreSQL would fail on any other text. */
export function pageOfIds(args: { first: number; after?: string | null }): Page {
  const page = pageOf(args);
  if (page.after !== null && !uuid.test(page.after)) throw cursorInvalid();
  return page;
}

/**
 * A Relay connection of the rows of one page, fetched with `page.limit`. `cursorOf` tells of a row what the next query needs to
 * go on behind it; clients get it as an opaque text. `total` may be a function, so that nobody counts what nobody asked for.
 */
export function connection<T>(
  rows: readonly T[],
  page: Page | number,
  cursorOf: (row: T) => string,
  total: number | (() => Promise<number>) = rows.length,
): Connection<T> {
  const { first, after } = typeof page === 'number' ? pageOf({ first: page }) : page;
  const edges = rows.slice(0, first).map((node) => ({ cursor: sealCursor(cursorOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: total as number,
  };
}

function sealCursor(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function openCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (cursor === '' || sealCursor(text) !== cursor) throw cursorInvalid();
  return text;
}

function pageTooLarge(): Refusal {
  return new Refusal('PAGE_TOO_LARGE', {
    zh: `每页最多 ${longestPage} 条，请减小 first 并用 after 翻页。`,
    en: `A page holds at most ${longestPage}. Ask for fewer with first and turn pages with after.`,
  });
}

function pageSizeInvalid(): Refusal {
  return new Refusal('PAGE_SIZE_INVALID', { zh: 'first 必须是不小于 0 的整数。', en: 'first must be a whole number, 0 or more.' });
}

function cursorInvalid(): Refusal {
  return new Refusal('CURSOR_INVALID', {
    zh: '翻页标记无效，请从第一页重新开始。',
    en: 'This page marker is not valid. Begin again at the first page.',
  });
}
