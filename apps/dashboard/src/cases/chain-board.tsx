import { App, Button, Dropdown, Form, Input, Modal, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { LinkInfectionDocument, TransmissionChainDocument, WithdrawInfectionDocument } from '../generated/operations.ts';
import type { Certainty } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { certainties } from './case-colours.ts';
import { ChainPicture, pictureOf } from './chain-picture.tsx';
import { chainCsv, chainGraphml, chainJson, labelOf, linesOf } from './chain.sheet.ts';
import type { Chain, ChainTexts } from './chain.sheet.ts';
import { offerBlob, offerText } from './offer.ts';

function useChainTexts(): ChainTexts {
  const t = useWords('case');
  const term = useTerms();
  return useMemo(() => ({ otherArea: t('otherArea'), classOf: (value) => term('CaseClass', value), severityOf: (value) => term('CaseSeverity', value), certaintyOf: (value) => term('Certainty', value) }), [t, term]);
}

/** Who infected whom: a picture, and beside it the same as a list. */
export function ChainBoard({ areaCode, caseId = null, onChange }: { areaCode: string; caseId?: string | null; onChange?: () => void }) {
  const t = useWords('case');
  const [linkedOnly, setLinkedOnly] = useState(false);
  const reading = useReading({ query: TransmissionChainDocument, variables: { areaCode, caseId } });
  const changed = () => {
    reading.refetch();
    onChange?.();
  };
  return (
    <Shown reading={reading}>
      {({ transmissionChain }) => {
        const chain = linkedOnly ? linkedOf(transmissionChain) : transmissionChain;
        return (
          <>
            <div className="toolbar no-print">
              {caseId ? null : <Segmented<boolean> value={linkedOnly} onChange={setLinkedOnly} options={[{ value: false, label: t('wholeArea') }, { value: true, label: t('onlyLinked') }]} />}
              <span data-chain-sums>{t('chainSums', { cases: chain.nodes.length, generations: chain.generations, clusters: new Set(chain.nodes.map(({ cluster }) => cluster)).size })}</span>
              <ExportChain chain={chain} />
              <LinkButton areaCode={areaCode} onDone={changed} />
            </div>
            {chain.nodes.length === 0 ? <Nothing text={t('noChain')} /> : <Board chain={chain} onChange={changed} />}
          </>
        );
      }}
    </Shown>
  );
}

function linkedOf(chain: Chain): Chain {
  const linked = new Set(chain.edges.flatMap(({ sourceId, targetId }) => [sourceId, targetId]));
  return { ...chain, nodes: chain.nodes.filter(({ id }) => linked.has(id)) };
}

function Board({ chain, onChange }: { chain: Chain; onChange(): void }) {
  const t = useWords('case');
  const texts = useChainTexts();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 3fr) minmax(320px, 2fr)', gap: 16, alignItems: 'start' }}>
      <div style={{ maxHeight: '78vh', overflow: 'auto', border: '1px solid #d9e3e5', borderRadius: 6 }}>
        <ChainPicture chain={chain} texts={texts} label={t('chainLabel')} chosen={chosen} onChoose={setChosen} />
      </div>
      <ChainTable chain={chain} texts={texts} chosen={chosen} onChoose={setChosen} onChange={onChange} />
    </div>
  );
}

/** A row a case, each reached by Tab, chosen by Enter: who cannot see the picture reads the same here. */
function ChainTable({ chain, texts, chosen, onChoose, onChange }: { chain: Chain; texts: ChainTexts; chosen: string | null; onChoose(id: string): void; onChange(): void }) {
  const t = useWords('case');
  const lines = linesOf(chain, texts);
  return (
    <div style={{ maxHeight: '78vh', overflow: 'auto' }}>
      <table className="chain-list" aria-label={t('chainList')} style={{ width: '100%', borderCollapse: 'collapse', fontSize: 13 }}>
        <thead><tr>{[t('number'), t('class'), t('generation'), t('cluster'), t('infectedBy')].map((heading) => <th key={heading} scope="col" style={{ textAlign: 'left', padding: 4 }}>{heading}</th>)}</tr></thead>
        <tbody>
          {chain.nodes.map((node, at) => (
            <tr
              key={node.id} tabIndex={0} aria-selected={node.id === chosen} style={{ background: node.id === chosen ? '#e3f2f2' : undefined, borderTop: '1px solid #e6eef0' }}
              onFocus={() => onChoose(node.id)}
            >
              <td style={{ padding: 4 }}>{node.case ? <Link to={`/cases/at/${node.case.id}`}>{labelOf(node, texts)}</Link> : texts.otherArea}</td>
              <td style={{ padding: 4 }}>{lines[at]![2]}</td>
              <td style={{ padding: 4 }}>{node.generation}</td>
              <td style={{ padding: 4 }}>{node.cluster}</td>
              <td style={{ padding: 4 }}>
                {chain.edges.filter(({ targetId }) => targetId === node.id).map((edge) => <Source key={edge.id} edge={edge} chain={chain} texts={texts} onChange={onChange} />)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Source({ edge, chain, texts, onChange }: { edge: Chain['edges'][number]; chain: Chain; texts: ChainTexts; onChange(): void }) {
  const t = useWords('case');
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const { submit, busy, refusal } = useSubmission(WithdrawInfectionDocument);
  const source = chain.nodes.find(({ id }) => id === edge.sourceId);
  const send = async () => {
    if (!(await submit({ linkId: edge.id, reason }))) return;
    setAsking(false);
    onChange();
  };
  return (
    <div>
      {source ? labelOf(source, texts) : texts.otherArea} · {texts.certaintyOf(edge.certainty)}{' '}
      <ScopedButton className="no-print" scope="case:write" size="small" type="link" onClick={() => setAsking(true)}>{t('withdrawLink')}</ScopedButton>
      <Modal open={asking} title={t('withdrawLink')} footer={null} destroyOnHidden onCancel={() => setAsking(false)}>
        <RefusalAlert refusal={refusal} />
        <Input.TextArea rows={2} maxLength={200} placeholder={t('reasonNeeded')} aria-label={t('reason')} value={reason} onChange={(event) => setReason(event.target.value)} />
        <Button type="primary" danger block style={{ marginTop: 12 }} loading={busy} disabled={!reason.trim()} onClick={() => void send()}>{t('withdrawLink')}</Button>
      </Modal>
    </div>
  );
}

interface LinkValues {
  sourceCaseId: string;
  caseId: string;
  certainty: Certainty;
  note?: string;
}

/** Any two cases of the area, also where the page shows one chain alone. */
function LinkButton({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const texts = useChainTexts();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const { submit, busy, refusal, forget } = useSubmission(LinkInfectionDocument);
  const reading = useReading({ query: TransmissionChainDocument, variables: { areaCode, caseId: null }, pause: !open });
  const options = (reading.data?.transmissionChain.nodes ?? []).filter((node) => node.case).map((node) => ({ value: node.id, label: `${node.case!.number} ${labelOf(node, texts)}` }));
  const send = async ({ note, ...values }: LinkValues) => {
    if (!(await submit({ input: { ...values, note: note?.trim() || null } }))) return;
    void message.success(t('linked'));
    setOpen(false);
    onDone();
  };
  const pick = (name: 'sourceCaseId' | 'caseId', label: string) => (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t('chooseBoth') }]}><Select loading={reading.loading} showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
  );
  return (
    <>
      <ScopedButton scope="case:write" type="primary" onClick={() => setOpen(true)}>{t('linkTitle')}</ScopedButton>
      <Modal open={open} title={t('linkTitle')} footer={null} destroyOnHidden onCancel={() => { setOpen(false); forget(); }}>
        <RefusalAlert refusal={refusal} />
        <Form<LinkValues> name="link" layout="vertical" initialValues={{ certainty: 'PROBABLE' }} onFinish={(values) => void send(values)}>
          {pick('sourceCaseId', t('source'))}
          {pick('caseId', t('target'))}
          <Form.Item name="certainty" label={t('certainty')}><Segmented options={certainties.map((value) => ({ value, label: term('Certainty', value) }))} /></Form.Item>
          <Form.Item name="note" label={t('note')}><Input maxLength={200} /></Form.Item>
          <Button type="primary" block htmlType="submit" loading={busy}>{t('save')}</Button>
        </Form>
      </Modal>
    </>
  );
}

function ExportChain({ chain }: { chain: Chain }) {
  const t = useWords('case');
  const texts = useChainTexts();
  const save: Record<string, () => void> = {
    csv: () => offerText(chainCsv(chain, [t('number'), t('person'), t('class'), t('severity'), t('onsetOn'), t('generation'), t('cluster'), t('infectedBy'), t('infected')], texts), 'chain.csv', 'text/csv;charset=utf-8'),
    graphml: () => offerText(chainGraphml(chain, texts), 'chain.graphml', 'application/xml'),
    json: () => offerText(chainJson(chain), 'chain.json', 'application/json'),
    png: () => void pictureOf(chain, texts, 'png').then((blob) => offerBlob(blob, 'chain.png')),
    svg: () => void pictureOf(chain, texts, 'svg').then((blob) => offerBlob(blob, 'chain.svg')),
  };
  const items = [{ key: 'csv', label: 'CSV' }, { key: 'graphml', label: 'GraphML' }, { key: 'json', label: 'JSON' }, { key: 'png', label: t('savePicture') }, { key: 'svg', label: t('saveVector') }];
  return <Dropdown disabled={chain.nodes.length === 0} menu={{ items, onClick: ({ key }) => save[key]!() }}><Button>{t('exportChain')}</Button></Dropdown>;
}
