import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';

interface ChartProps {
  option: EChartsCoreOption;
  label: string;
  height: number | string;
}

/** A chart; the library is fetched when the first one is shown. */
export function Chart({ option, label, height }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const draw = useRef<((option: EChartsCoreOption) => void) | null>(null);
  const latest = useRef(option);
  useEffect(() => {
    latest.current = option;
    draw.current?.(option);
  }, [option]);
  useEffect(() => {
    let leave = () => undefined as void;
    let gone = false;
    void import('./echarts-parts.ts').then(({ init }) => {
      if (gone || !frame.current) return;
      const chart = init(frame.current);
      const watcher = new ResizeObserver(() => chart.resize());
      watcher.observe(frame.current);
      draw.current = (next) => chart.setOption(next, { notMerge: true });
      draw.current(latest.current);
      leave = () => {
        watcher.disconnect();
        draw.current = null;
        chart.dispose();
      };
    });
    return () => {
      gone = true;
      leave();
    };
  }, []);
  return <div ref={frame} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}
