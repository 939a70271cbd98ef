import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useFormats } from '../language/use-formats.ts';

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
  const { moves, by } = useMove(value);
  const { count } = useFormats();
  return (
    <div className={`big-number tone-${tone}`}>
      <div className="big-label">{label}</div>
      <div key={moves} className={moves > 0 ? 'big-value flash' : 'big-value'} data-figure={figure}>
        {value === null ? '—' : text}
        {moves > 0 && Math.abs(by) >= 1 ? <span key={`by ${moves}`} className={`big-move ${by > 0 ? 'is-up' : 'is-down'}`} aria-hidden>{by > 0 ? '▲' : '▼'}{count(Math.abs(by))}</span> : null}
      </div>
      <div className="big-note">{note ?? '\u00a0'}</div>
    </div>
  );
}

/** How often the value has changed since the first one came. */
export function useMoves(value: number | null): number {
  return useMove(value).moves;
}

/** The last change of the value, and how many there were since the first one came. */
export function useMove(value: number | null): { moves: number; by: number } {
  const before = useRef(value);
  const [move, setMove] = useState({ moves: 0, by: 0 });
  useEffect(() => {
    const from = before.current;
    if (from !== null && value !== null && from !== value) setMove(({ moves }) => ({ moves: moves + 1, by: value - from }));
    before.current = value;
  }, [value]);
  return move;
}
