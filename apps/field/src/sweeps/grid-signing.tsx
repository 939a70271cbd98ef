import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldGridsDocument, FieldSignGridDocument } from '../generated/operations.ts';
import type { FieldGridsQuery } from '../generated/operations.ts';
import { callGraph } from '../graph/call.ts';
import { useActor } from '../login/session.ts';
import { useReference } from '../reference/use-reference.ts';
import { useToast } from '../shell/toast.tsx';

type Grid = FieldGridsQuery['gridSignOffs']['edges'][number]['node'];

/** The investigator's signature under each grid of the list, once every door was tried. Needs the network: it is over what the server knows. */
export function GridSigning({ roundId, areaCode }: { roundId: string; areaCode: string }) {
  const { t } = useTranslation();
  const signs = useActor().scopes.has('sweep:investigate');
  const grids = useReference<FieldGridsQuery>(`grids:${roundId}:${areaCode}`, () => callGraph(FieldGridsDocument, { roundId, areaCode }));
  const list = grids.kept?.value.gridSignOffs.edges.map((edge) => edge.node) ?? [];
  if (!signs || list.length === 0) return null;
  return (
    <section className="signing">
      <h2>{t('signing.title')}</h2>
      <ul className="rows">
        {list.map((grid) => <li key={grid.areaCode}><GridRow roundId={roundId} grid={grid} onSigned={grids.refresh} /></li>)}
      </ul>
    </section>
  );
}

function GridRow({ roundId, grid, onSigned }: { roundId: string; grid: Grid; onSigned: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const [last] = grid.signatures;
  const fell = grid.voids.some((one) => !one.mended);

  async function sign(): Promise<void> {
    setBusy(true);
    const answer = await callGraph(FieldSignGridDocument, { input: { key: `${key} ${grid.voids.length} ${grid.signatures.length}`, roundId, areaCode: grid.areaCode, level: 'INVESTIGATOR' } });
    setBusy(false);
    setAsking(false);
    toast({ text: answer.kind === 'yes' ? t('signing.signed') : answer.kind === 'refused' ? answer.message : t('signing.needsNetwork') });
    onSigned();
  }

  const state = grid.level ? t(`signing.by.${grid.level}`) : grid.obstacle === 'GRID_HAS_CONFLICTS' ? t('signing.conflicts') : grid.obstacle ? t('signing.untried', { count: grid.coverage.untried }) : t('signing.ready');
  return (
    <div className="signing-row">
      <span>
        <strong>{grid.area.name}</strong>
        <small>{state}</small>
        {fell ? <small className="fault">{t('signing.fell')}</small> : null}
        {!grid.level && last?.act === 'RETURNED' && last.reason ? <small className="fault">{t('signing.returned', { reason: last.reason })}</small> : null}
      </span>
      {grid.level || grid.obstacle ? null : asking ? (
        <span className="confirm">
          <button type="button" className="primary" disabled={busy} onClick={() => void sign()}>{t('signing.sure')}</button>
          <button type="button" className="plain" onClick={() => setAsking(false)}>{t('shell.cancel')}</button>
        </span>
      ) : <button type="button" className="primary" onClick={() => setAsking(true)}>{t('signing.sign')}</button>}
    </div>
  );
}
