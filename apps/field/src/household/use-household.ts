import { useCallback, useEffect, useState } from 'react';
import { MyHouseholdDocument } from '../generated/operations.ts';
import type { MyHouseholdQuery } from '../generated/operations.ts';
import { callGraph } from '../graph/call.ts';
import type { Answer } from '../graph/answer.rules.ts';

export type Household = NonNullable<MyHouseholdQuery['myHousehold']>;
export type Member = Household['members'][number];

/** The own household, read anew each time and never kept on the phone: a phone is lent and lost. */
export function useHousehold(): { answer: Answer<MyHouseholdQuery> | null; loading: boolean; read(): void } {
  const [answer, setAnswer] = useState<Answer<MyHouseholdQuery> | null>(null);
  const [loading, setLoading] = useState(true);
  const read = useCallback(() => {
    setLoading(true);
    void callGraph(MyHouseholdDocument, {}).then((got) => {
      setAnswer(got);
      setLoading(false);
    });
  }, []);
  useEffect(read, [read]);
  return { answer, loading, read };
}
