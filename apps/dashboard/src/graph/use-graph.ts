import { useCallback, useState } from 'react';
import { useClient, useQuery } from 'urql';
import type { AnyVariables, UseQueryArgs } from 'urql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { createKeyring } from './keyring.ts';
import { noticeOf, unreachable } from './refusal.ts';
import type { RefusalNotice } from './refusal.ts';

export interface Reading<TData> {
  data: TData | undefined;
  /** The first answer is still out. */
  loading: boolean;
  refusal: RefusalNotice | null;
  refetch(): void;
}

/** Reads once, and again on `refetch`. While a next answer is out the last one stays on the screen. */
export function useReading<TData, TVariables extends AnyVariables>(args: UseQueryArgs<TVariables, TData>): Reading<TData> {
  const [result, execute] = useQuery(args);
  const refetch = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  return {
    data: result.data,
    loading: result.fetching && !result.data,
    refusal: result.error ? noticeOf(result.error) : null,
    refetch,
  };
}

export interface Submission<TData, TVariables> {
  /** Resolves with the answer, or null when it was refused (see `refusal`). */
  submit(variables: TVariables): Promise<TData | null>;
  busy: boolean;
  refusal: RefusalNotice | null;
  forget(): void;
}

/** Sends a mutation and keeps the refusal for showing. */
export function useSubmission<TData, TVariables extends AnyVariables>(document: TypedDocumentNode<TData, TVariables>): Submission<TData, TVariables> {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<RefusalNotice | null>(null);
  const submit = useCallback(
    async (variables: TVariables) => {
      setBusy(true);
      setRefusal(null);
      const result = await client.mutation(document, variables).toPromise();
      setBusy(false);
      if (!result.error && result.data) return result.data;
      setRefusal(result.error ? noticeOf(result.error) : unreachable);
      return null;
    },
    [client, document],
  );
  return { submit, busy, refusal, forget: useCallback(() => setRefusal(null), []) };
}

/** As `useSubmission`, for inputs with a client-made key: a retry of the same content carries the same key. */
export function useKeyedSubmission<TData, TInput extends { key: string }>(
  document: TypedDocumentNode<TData, { input: TInput }>,
): Submission<TData, Omit<TInput, 'key'>> {
  const [keyring] = useState(() => createKeyring());
  const submission = useSubmission(document);
  const { submit: send } = submission;
  const submit = useCallback(
    async (content: Omit<TInput, 'key'>) => {
      const input = { ...content, key: keyring.keyFor(content) } as TInput;
      const answer = await send({ input });
      if (answer) keyring.settle();
      return answer;
    },
    [keyring, send],
  );
  return { ...submission, submit };
}
