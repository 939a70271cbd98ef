import { Button } from 'antd';
import { useState } from 'react';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';

export interface Paging {
  after: string | null;
  page: number;
  forward(cursor: string): void;
  back(): void;
}

/** Walks a Relay connection page by page; starts over when what is listed changes (`subject`). */
export function usePaging(subject: string): Paging {
  const [walk, setWalk] = useState<{ subject: string; cursors: string[] }>({ subject, cursors: [] });
  const cursors = walk.subject === subject ? walk.cursors : [];
  return {
    after: cursors.at(-1) ?? null,
    page: cursors.length + 1,
    forward: (cursor) => setWalk({ subject, cursors: [...cursors, cursor] }),
    back: () => setWalk({ subject, cursors: cursors.slice(0, -1) }),
  };
}

interface PagerProps {
  paging: Paging;
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export function Pager({ paging, totalCount, pageInfo }: PagerProps) {
  const t = useWords('shell');
  const { count } = useFormats();
  const next = pageInfo.endCursor;
  return (
    <nav className="pager">
      <span>{t('total', { count: count(totalCount) })} · {t('pageOf', { page: paging.page })}</span>
      <Button size="small" disabled={paging.page === 1} onClick={paging.back}>{t('previous')}</Button>
      <Button size="small" disabled={!pageInfo.hasNextPage || !next} onClick={() => next && paging.forward(next)}>{t('next')}</Button>
    </nav>
  );
}
