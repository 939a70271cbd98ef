import { useCallback, useEffect, useState } from 'react';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useClient } from 'urql';
import { useLive } from '../live/use-live.ts';

interface AreaVariables extends Record<string, unknown> {
  areaCode: string;
}

interface LiveList<T, TRead, TMoved> {
  query: TypedDocumentNode<TRead, AreaVariables>;
  all(read: TRead): readonly T[];
  subscription: TypedDocumentNode<TMoved, AreaVariables>;
  one(moved: TMoved): T;
  /** Where a thing that moved belongs in the list, or that it leaves it. */
  withOne(list: readonly T[], moved: T): T[];
}

/** Things of an area, read once and kept up by a subscription; read again after every gap. Declare `o` once, outside the component. */
export function useLiveList<T, TRead, TMoved>(areaCode: string, o: LiveList<T, TRead, TMoved>): readonly T[] {
  const client = useClient();
  const [shown, setShown] = useState<{ areaCode: string; list: readonly T[] }>({ areaCode, list: [] });
  const refetch = useCallback(() => {
    void client
      .query(o.query, { areaCode }, { requestPolicy: 'network-only' })
      .toPromise()
      .then((result) => {
        if (result.data) setShown({ areaCode, list: o.all(result.data) });
      });
  }, [client, areaCode, o]);
  useEffect(refetch, [refetch]);
  useLive(o.subscription, { areaCode }, {
    onMessage: (moved) => setShown((before) => ({ areaCode, list: o.withOne(before.areaCode === areaCode ? before.list : [], o.one(moved)) })),
    snapshot: refetch,
  });
  return shown.areaCode === areaCode ? shown.list : [];
}
