import { useMemo } from 'react';
import { Chart } from '../charts/chart.tsx';
import { WallHistoryDocument } from '../generated/operations.ts';
import type { FigureSetFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';

const ink = { axis: '#7fa3a8', grid: '#17363f', teal: '#43c9bd', amber: '#ffb547', red: '#ff6b5e', blue: '#6aa8ff' };

/** The last fourteen days: people under isolation as bars, arrivals at risk and alerts as lines. Today is the live set. */
export function HistoryChart({ areaCode, today, height, large }: { areaCode: string; today: FigureSetFragment | null; height: number | string; large: boolean }) {
  const t = useWords('wall');
  const { dayOf } = useFormats();
  const reading = useReading({ query: WallHistoryDocument, variables: { areaCode, days: 14 } });
  const earlier = reading.data?.area?.figuresHistory;
  const option = useMemo(() => {
    // Read from across the room, where it has the whole screen.
    const [fontSize, lineWidth, symbolSize, barMaxWidth] = large ? [Math.max(16, Math.round(window.innerWidth / 90)), 5, 12, 64] : [12, 2, 4, 22];
    const words = { color: ink.axis, fontSize };
    const days = (earlier ?? []).map((figures) => (figures.day === today?.day ? today : figures));
    const bar = (name: string, color: string, of: (figures: FigureSetFragment) => number) => ({ name, type: 'bar', stack: 'isolation', barMaxWidth, itemStyle: { color }, data: days.map(of) });
    const line = (name: string, color: string, of: (figures: FigureSetFragment) => number) => ({ name, type: 'line', symbolSize, lineStyle: { width: lineWidth }, itemStyle: { color }, data: days.map(of) });
    return {
      aria: { enabled: true },
      animationDuration: 300,
      textStyle: { fontFamily: "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif" },
      grid: { left: fontSize * 3, right: 12, top: fontSize * 3, bottom: fontSize * 2 },
      legend: { top: 2, right: 8, textStyle: words, itemWidth: fontSize, itemHeight: fontSize * 0.6 },
      tooltip: { trigger: 'axis', backgroundColor: '#0f2d36', borderColor: '#245059', textStyle: { color: '#e6f2f2' } },
      xAxis: { type: 'category', data: days.map((figures) => dayOf(`${figures.day}T12:00:00+08:00`)), axisLabel: words, axisLine: { lineStyle: { color: ink.grid } }, axisTick: { show: false } },
      yAxis: { type: 'value', minInterval: 1, axisLabel: words, splitLine: { lineStyle: { color: ink.grid } } },
      series: [
        bar(t('inFacility'), ink.teal, (figures) => figures.inFacility),
        bar(t('atHome'), ink.blue, (figures) => figures.atHome),
        line(t('arrivalsAtRisk'), ink.amber, (figures) => figures.arrivalsAtRisk),
        line(t('alertsNew'), ink.red, (figures) => figures.alertsRaised),
      ],
    };
  }, [earlier, today, t, dayOf, large]);
  if (earlier?.length === 0) return <p className="wall-empty">{t('historyEmpty')}</p>;
  return <Chart option={option} label={t('history')} height={height} />;
}
