import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { WallFiguresChangedDocument, WallFiguresDocument } from '../generated/operations.ts';
import type { FigureSetFragment } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import type { RefusalNotice } from '../graph/refusal.ts';
import { useLive } from '../live/use-live.ts';
import type { LivePhase } from '../live/live.rules.ts';
import { newerFigures } from './board.ts';

export interface LiveFigures {
  figures: FigureSetFragment | null;
  phase: LivePhase;
  confirmedAt: Date | null;
  refusal: RefusalNotice | null;
  refetch(): void;
}

/** An area's figures, kept up by the subscription, read again after every gap. */
export function useFigures(areaCode: string): LiveFigures {
  const client = useClient();
  const [held, setHeld] = useState<FigureSetFragment | null>(null);
  const [confirmedAt, setConfirmedAt] = useState<Date | null>(null);
  const [refusal, setRefusal] = useState<RefusalNotice | null>(null);

  const take = useCallback((came: FigureSetFragment) => {
    setHeld((before) => newerFigures(before, came));
    setConfirmedAt(new Date());
    setRefusal(null);
  }, []);

  const refetch = useCallback(() => {
    void client
      .query(WallFiguresDocument, { areaCode }, { requestPolicy: 'network-only' })
      .toPromise()
      .then((result) => {
        if (result.data) take(result.data.figures);
        else if (result.error) setRefusal(noticeOf(result.error));
      });
  }, [client, areaCode, take]);

  useEffect(refetch, [refetch]);
  const phase = useLive(WallFiguresChangedDocument, { areaCode }, { onMessage: (data) => take(data.figuresChanged), snapshot: refetch });
  return { figures: held?.areaCode === areaCode ? held : null, phase, confirmedAt, refusal, refetch };
}
