import { useEffect, useRef, useState } from 'react';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { startLiveFeed } from './live-feed.ts';
import { openStream } from './socket.ts';
import type { LivePhase } from './live.rules.ts';

export interface LiveOptions<TData> {
  onMessage(data: TData): void;
  /** Reads everything once; called after a gap and on a timer. */
  snapshot(): void;
}

/** Keeps a page live for as long as it is shown. Returns where the stream stands. */
export function useLive<TData, TVariables extends Record<string, unknown>>(
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  options: LiveOptions<TData>,
): LivePhase {
  const [phase, setPhase] = useState<LivePhase>('idle');
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const wanted = JSON.stringify(variables);
  useEffect(() => {
    const feed = startLiveFeed<TData>({
      open: (cursor, sink) => openStream(document, JSON.parse(wanted) as TVariables, cursor, sink),
      onMessage: (data) => latest.current.onMessage(data),
      snapshot: () => latest.current.snapshot(),
      onPhase: setPhase,
    });
    return () => feed.stop();
  }, [document, wanted]);
  return phase;
}
