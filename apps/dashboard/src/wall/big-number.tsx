import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

interface BigNumberProps {
  /** Name of the figure, the same in every language. */
  figure: string;
  label: string;
  /** Compared to find out whether the number moved. */
  value: number | null;
  text: ReactNode;
  note?: ReactNode;
  tone?: 'calm' | 'amber' | 'red';
}

/** One figure, readable from across the room; it lights up for a moment when it moves. */
export function BigNumber({ figure, label, value, text, note, tone = 'calm' }: BigNumberProps) {
  const moves = useMoves(value);
  return (
    <div className={`big-number tone-${tone}`}>
      <div className="big-label">{label}</div>
      <div key={moves} className={moves > 0 ? 'big-value flash' : 'big-value'} data-figure={figure}>
        {value === null ? '—' : text}
      </div>
      <div className="big-note">{note ?? '\u00a0'}</div>
    </div>
  );
}

/** How often the value has changed since the first one came. */
export function useMoves(value: number | null): number {
  const before = useRef(value);
  const [moves, setMoves] = useState(0);
  useEffect(() => {
    if (before.current !== null && value !== null && before.current !== value) setMoves((count) => count + 1);
    before.current = value;
  }, [value]);
  return moves;
}
