import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { useActor } from '../login/session.ts';

/** The area a desk looks at: `?area=` in the address, else the top of the user's jurisdiction. */
export function useArea(): [areaCode: string, choose: (code: string) => void] {
  const actor = useActor();
  const [query, setQuery] = useSearchParams();
  const choose = useCallback(
    (code: string) =>
      setQuery((before) => {
        const after = new URLSearchParams(before);
        after.set('area', code);
        return after;
      }),
    [setQuery],
  );
  return [query.get('area') ?? actor.areaCode, choose];
}
