import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { WallBoardDocument } from '../generated/operations.ts';
import type { FigureSetFragment } from '../generated/operations.ts';

/** At most one read of the board in this many milliseconds, however fast the figures move. */
const pause = 800;
/** `figuresOf` takes this many codes at once. */
const mostCodes = 200;

/** Figures of the areas below, read again whenever the figures above them move (`moved`). */
export function useBoard(codes: readonly string[], moved: number): FigureSetFragment[] {
  const client = useClient();
  const wanted = codes.slice(0, mostCodes).join(',');
  const [rows, setRows] = useState<FigureSetFragment[]>([]);
  const due = useRef<ReturnType<typeof setTimeout> | null>(null);

  const read = useCallback(() => {
    if (!wanted) return;
    void client
      .query(WallBoardDocument, { areaCodes: wanted.split(',') }, { requestPolicy: 'network-only' })
      .toPromise()
      .then((result) => result.data && setRows(result.data.figuresOf));
  }, [client, wanted]);

  useEffect(read, [read]);
  useEffect(() => {
    due.current ??= setTimeout(() => {
      due.current = null;
      read();
    }, pause);
  }, [moved, read]);
  useEffect(
    () => () => {
      if (due.current) clearTimeout(due.current);
      due.current = null;
    },
    [read],
  );
  return rows;
}
