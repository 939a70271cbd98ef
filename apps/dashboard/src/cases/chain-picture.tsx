import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { layoutOf } from './chain.layout.ts';
import { labelOf } from './chain.sheet.ts';
import type { Chain, ChainTexts } from './chain.sheet.ts';
import { nodeColours } from './case-colours.ts';

const lineTypes = { CERTAIN: 'solid', PROBABLE: 'dashed', POSSIBLE: 'dotted' } as const;
const rowHeight = 34;

export function heightOf(chain: Chain): number {
  return Math.max(320, Math.max(0, ...layoutOf(chain).map(({ y }) => y)) + 2 * rowHeight);
}

/** What ECharts draws; the same places every time. */
export function chainOption(chain: Chain, texts: ChainTexts, chosen: string | null): EChartsCoreOption {
  const spots = new Map(layoutOf(chain).map((spot) => [spot.id, spot]));
  const categories = [...new Set(chain.nodes.map((node) => node.case?.class ?? 'OTHER'))];
  const nameOf = (category: string) => (category === 'OTHER' ? texts.otherArea : texts.classOf(category));
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif" },
    tooltip: {},
    legend: { top: 0, data: categories.map(nameOf) },
    series: [{
      type: 'graph', layout: 'none', preserveAspect: 'contain', preserveAspectAlign: 'left', preserveAspectVerticalAlign: 'top', roam: true, left: 40, right: 150, top: 40, bottom: 20,
      categories: categories.map((category) => ({ name: nameOf(category), itemStyle: { color: nodeColours[category] } })),
      data: chain.nodes.map((node) => ({
        id: node.id, name: labelOf(node, texts), x: spots.get(node.id)!.x, y: spots.get(node.id)!.y, category: categories.indexOf(node.case?.class ?? 'OTHER'),
        symbolSize: Math.min(30, 12 + 2 * node.infected), itemStyle: node.id === chosen ? { borderColor: '#0b3d45', borderWidth: 4 } : {},
      })),
      links: chain.edges.map((edge) => ({ source: edge.sourceId, target: edge.targetId, lineStyle: { type: lineTypes[edge.certainty], width: edge.certainty === 'CERTAIN' ? 2 : 1.3 } })),
      edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7, lineStyle: { color: '#5f7d83', curveness: 0.08 },
      label: { show: true, position: 'right', fontSize: 12 }, emphasis: { focus: 'adjacency' },
    }],
  };
}

/** The graph; the library is fetched when it is shown. */
export function ChainPicture({ chain, texts, label, chosen, onChoose }: { chain: Chain; texts: ChainTexts; label: string; chosen: string | null; onChoose(id: string): void }) {
  const frame = useRef<HTMLDivElement>(null);
  const told = useRef(onChoose);
  told.current = onChoose;
  const height = heightOf(chain);
  useEffect(() => {
    let leave = () => undefined as void;
    let gone = false;
    void import('./chain-parts.ts').then(({ init }) => {
      if (gone || !frame.current) return;
      const chart = init(frame.current);
      chart.setOption(chainOption(chain, texts, chosen));
      chart.on('click', (event) => {
        const { id } = (event.data ?? {}) as { id?: string };
        if (id) told.current(id);
      });
      const watcher = new ResizeObserver(() => chart.resize());
      watcher.observe(frame.current);
      leave = () => {
        watcher.disconnect();
        chart.dispose();
      };
    });
    return () => {
      gone = true;
      leave();
    };
  }, [chain, texts, chosen]);
  return <div ref={frame} role="img" aria-label={label} data-chain={chain.nodes.length} style={{ height, width: '100%' }} />;
}

/** The whole graph as a picture of its own, whatever part of it is on the screen. */
export async function pictureOf(chain: Chain, texts: ChainTexts, kind: 'png' | 'svg'): Promise<Blob> {
  const { init } = await import('./chain-parts.ts');
  const frame = document.createElement('div');
  Object.assign(frame.style, { position: 'fixed', left: '-20000px', width: `${Math.max(900, chain.generations * 240)}px`, height: `${heightOf(chain)}px` });
  document.body.append(frame);
  const chart = init(frame, null, { renderer: kind === 'svg' ? 'svg' : 'canvas' });
  try {
    chart.setOption(chainOption(chain, texts, null));
    const url = chart.getDataURL({ type: kind, pixelRatio: 2, backgroundColor: '#fff' });
    return kind === 'svg' ? new Blob([decodeURIComponent(url.slice(url.indexOf(',') + 1))], { type: 'image/svg+xml' }) : await (await fetch(url)).blob();
  } finally {
    chart.dispose();
    frame.remove();
  }
}
