import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useOnline, useSenderState } from '../device/device.tsx';
import { useSession } from '../login/session.ts';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { Correction } from './correction.tsx';
import { EntryCard } from './entry-card.tsx';
import { countUnsent } from './outbox.rules.ts';
import type { Entry } from './outbox.rules.ts';
import { useEntries } from './use-outbox.ts';

/** Everything that this phone holds: what needs a hand first, then what waits, then what arrived today. */
export function OutboxPage() {
  const { t } = useTranslation();
  const device = useDevice();
  const entries = useEntries();
  const [correcting, setCorrecting] = useState<Entry | null>(null);
  if (!entries) return <Bar title={t('outbox.title')} />;
  const newestFirst = [...entries].reverse();
  const attention = newestFirst.filter((entry) => entry.state === 'refused' || entry.contradicted);
  const waiting = entries.filter((entry) => entry.state === 'ready' || entry.state === 'sending');
  const drafts = newestFirst.filter((entry) => entry.state === 'draft');
  const sent = newestFirst.filter((entry) => entry.state === 'sent' && !entry.contradicted);
  return (
    <>
      <Bar title={t('outbox.title')} />
      <main>
        <Section title={t('outbox.attention')} entries={attention} onCorrect={setCorrecting} />
        <Summary unsent={countUnsent(entries)} waiting={waiting.length} onSend={() => void device.sender.drain({ hasten: true })} />
        <Section title={t('outbox.waitingList')} entries={waiting} />
        <Section title={t('outbox.drafts')} entries={drafts} />
        <Section title={t('outbox.sentList')} entries={sent.slice(0, 100)} />
      </main>
      {correcting ? <Correction entry={correcting} onClose={() => setCorrecting(null)} /> : null}
    </>
  );
}

function Summary({ unsent, waiting, onSend }: { unsent: number; waiting: number; onSend: () => void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const state = useSenderState();
  const lapsed = useSession()?.lapsed ?? false;
  if (unsent === 0) return <Empty icon="check" text={t('outbox.allSent')} />;
  const line = lapsed ? 'login' : !online ? 'offline' : state;
  return (
    <section className="outbox-summary">
      <p className="outbox-count"><b>{unsent}</b><span>{t('outbox.onlyHere')}</span></p>
      <p className="muted">{t(`outbox.state.${line}`)}</p>
      <button type="button" className="primary" disabled={waiting === 0 || state === 'sending'} onClick={onSend}>
        <Icon name="refresh" turning={state === 'sending'} />
        {t('outbox.sendNow')}
      </button>
    </section>
  );
}

function Section({ title, entries, onCorrect }: { title: string; entries: readonly Entry[]; onCorrect?: (entry: Entry) => void }) {
  if (entries.length === 0) return null;
  return (
    <section className="outbox-section">
      <h2>{title} <small>{entries.length}</small></h2>
      <ul className="cards">
        {entries.map((entry) => <li key={entry.id}><EntryCard entry={entry} onCorrect={onCorrect} /></li>)}
      </ul>
    </section>
  );
}
