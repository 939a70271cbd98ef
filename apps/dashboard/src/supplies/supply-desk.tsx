import { useState } from 'react';
import { useArea } from '../areas/use-area.ts';
import { SupplyFiguresChangedDocument } from '../generated/operations.ts';
import { useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { useActor } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { AllocationTable } from './allocation-table.tsx';
import { DonationTable } from './donation-table.tsx';
import { StockBoard } from './stock-board.tsx';
import { SupportQueue } from './support-queue.tsx';

/** 物资 desk: what there is, what came, where it goes, and who is brought their shopping. */
export function SupplyDesk() {
  const t = useWords('supply');
  const { scopes } = useActor();
  const [areaCode] = useArea();
  const [moves, setMoves] = useState(0);
  const stockTabs = [
    { key: 'stock', label: t('stock'), children: <StockBoard areaCode={areaCode} moves={moves} /> },
    { key: 'donations', label: t('donations'), children: <DonationTable areaCode={areaCode} moves={moves} /> },
    { key: 'allocations', label: t('allocations'), children: <AllocationTable areaCode={areaCode} moves={moves} /> },
  ];
  const supportTab = { key: 'support', label: t('support'), children: <SupportQueue areaCode={areaCode} moves={moves} /> };
  return (
    <>
      {scopes.has('figures:read') ? <Watch areaCode={areaCode} onMove={() => setMoves((count) => count + 1)} /> : null}
      <DeskHead title={t('title')} lead={t('lead')} />
      <DeskTabs desk="/supplies" items={[...(scopes.has('stock:read') ? stockTabs : []), ...(scopes.has('support:read') ? [supportTab] : [])]} />
    </>
  );
}

function Watch({ areaCode, onMove }: { areaCode: string; onMove(): void }) {
  useLive(SupplyFiguresChangedDocument, { areaCode }, { onMessage: onMove, snapshot: onMove });
  return null;
}
