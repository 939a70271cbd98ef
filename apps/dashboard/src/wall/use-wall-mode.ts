import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';

const turnEvery = 15_000;

export interface WallMode {
  on: boolean;
  /** Which of the panels is shown now. */
  panel: number;
  paused: boolean;
  toggle(): void;
  turn(by: number): void;
}

/** Full screen with panels that take turns: for the screen on the wall. `?mode=wall` in the address starts in it. */
export function useWallMode(panels: number): WallMode {
  const [query, setQuery] = useSearchParams();
  const on = query.get('mode') === 'wall';
  const [panel, setPanel] = useState(0);
  const [paused, setPaused] = useState(false);
  const turn = useCallback((by: number) => setPanel((shown) => (shown + by + panels) % panels), [panels]);

  const set = useCallback(
    (wanted: boolean) =>
      setQuery((before) => {
        const after = new URLSearchParams(before);
        if (wanted) after.set('mode', 'wall');
        else after.delete('mode');
        return after;
      }),
    [setQuery],
  );

  const toggle = useCallback(() => {
    set(!on);
    // Where the browser or the kiosk forbids full screen, the panels still take turns.
    const change = on ? (document.fullscreenElement ? document.exitFullscreen() : undefined) : document.documentElement.requestFullscreen?.();
    change?.catch((error: unknown) => console.warn('full screen refused', error));
  }, [on, set]);

  useEffect(() => {
    if (!on || paused) return;
    const timer = setInterval(() => turn(1), turnEvery);
    return () => clearInterval(timer);
  }, [on, paused, turn, panel]);

  useEffect(() => {
    if (!on) return;
    const leave = () => !document.fullscreenElement && set(false);
    const steer = (event: KeyboardEvent) => {
      if (event.key === 'ArrowRight') turn(1);
      if (event.key === 'ArrowLeft') turn(-1);
      if (event.key === 'Escape') set(false);
      if (event.key === ' ') {
        event.preventDefault();
        setPaused((before) => !before);
      }
      const page = Number(event.key);
      if (page >= 1 && page <= panels) setPanel(page - 1);
    };
    document.addEventListener('fullscreenchange', leave);
    document.addEventListener('keydown', steer);
    return () => {
      document.removeEventListener('fullscreenchange', leave);
      document.removeEventListener('keydown', steer);
    };
  }, [on, panels, set, turn]);

  return { on, panel, paused, toggle, turn };
}
