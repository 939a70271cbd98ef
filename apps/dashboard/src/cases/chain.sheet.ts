import { csvOf } from '../audit/audit-sheet.ts';
import type { TransmissionChainQuery } from '../generated/operations.ts';

export type Chain = TransmissionChainQuery['transmissionChain'];
export type ChainNode = Chain['nodes'][number];

export interface ChainTexts {
  otherArea: string;
  classOf(value: string): string;
  severityOf(value: string): string;
  certaintyOf(value: string): string;
}

/** Label of a node: its case number's serial and the name, as far as it is told. */
export function labelOf(node: ChainNode, texts: ChainTexts): string {
  return node.case ? `${node.case.number.split('-').at(-1) ?? ''} ${node.case.person.name}` : texts.otherArea;
}

/** One row a case, and who infected it: what the picture shows, for who reads lists. */
export function linesOf(chain: Chain, texts: ChainTexts): string[][] {
  const nodes = new Map(chain.nodes.map((node) => [node.id, node]));
  const sources = Map.groupBy(chain.edges, ({ targetId }) => targetId);
  return chain.nodes.map((node) => [
    node.case?.number ?? '',
    node.case?.person.name ?? texts.otherArea,
    node.case?.class ? texts.classOf(node.case.class) : '',
    node.case?.severity ? texts.severityOf(node.case.severity) : '',
    node.case?.onsetOn ?? '',
    String(node.generation),
    String(node.cluster),
    (sources.get(node.id) ?? []).map(({ sourceId, certainty }) => `${nodes.get(sourceId)?.case?.number ?? texts.otherArea} (${texts.certaintyOf(certainty)})`).join('; '),
    String(node.infected),
  ]);
}

export function chainCsv(chain: Chain, headings: readonly string[], texts: ChainTexts): string {
  return csvOf([headings, ...linesOf(chain, texts)]);
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** GraphML 1.0, as Gephi, yEd and NetworkX read it. http://graphml.graphdrawing.org/primer/graphml-primer.html */
export function chainGraphml(chain: Chain, texts: ChainTexts): string {
  const key = (id: string, of: string, type: string) => `  <key id="${id}" for="${of}" attr.name="${id}" attr.type="${type}"/>`;
  const field = (id: string, value: string) => (value ? `<data key="${id}">${escaped(value)}</data>` : '');
  const nodes = chain.nodes.map((node) =>
    `    <node id="${node.id}">${field('number', node.case?.number ?? '')}${field('label', labelOf(node, texts))}${field('class', node.case?.class ?? '')}${field('generation', String(node.generation))}${field('cluster', String(node.cluster))}</node>`);
  const edges = chain.edges.map((edge) => `    <edge id="${edge.id}" source="${edge.sourceId}" target="${edge.targetId}">${field('certainty', edge.certainty)}</edge>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    key('number', 'node', 'string'), key('label', 'node', 'string'), key('class', 'node', 'string'), key('generation', 'node', 'int'), key('cluster', 'node', 'int'), key('certainty', 'edge', 'string'),
    '  <graph id="transmission" edgedefault="directed">', ...nodes, ...edges, '  </graph>', '</graphml>', '',
  ].join('\n');
}

export function chainJson(chain: Chain): string {
  return JSON.stringify({ nodes: chain.nodes.map(({ id, generation, cluster, infected, case: of }) => ({ id, number: of?.number ?? null, class: of?.class ?? null, severity: of?.severity ?? null, onsetOn: of?.onsetOn ?? null, generation, cluster, infected })), edges: chain.edges }, null, 2);
}
