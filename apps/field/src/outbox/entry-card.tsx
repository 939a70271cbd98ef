import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../device/device.tsx';
import type { PassageForm } from '../gates/passage.rules.ts';
import { clockTime, momentOf } from '../language/times.ts';
import { useSession } from '../login/session.ts';
import { Icon } from '../shell/icon.tsx';
import type { VisitForm } from '../sweeps/sweep.rules.ts';
import type { Entry } from './outbox.rules.ts';
import { acknowledgeContradiction, discardEntry } from './outbox.store.ts';

const kindIcons = { visit: 'sweep', resident: 'me', passage: 'gate', arrival: 'arrival', liaison: 'people', report: 'home' } as const;

export function EntryCard({ entry, onCorrect }: { entry: Entry; onCorrect?: (entry: Entry) => void }) {
  const { t } = useTranslation();
  const { database } = useDevice();
  const foreign = entry.owner !== useSession()?.claims.sub;
  return (
    <article className={`entry ${entry.contradicted ? 'contradicted' : entry.state}`} data-state={entry.state}>
      <header>
        <Icon name={kindIcons[entry.kind]} />
        <div>
          <strong>{(!foreign && entry.title) || t(`kind.${entry.kind}`)}</strong>
          <small>{t(`kind.${entry.kind}`)} · <Summary entry={entry} /> · {momentOf(entry.madeAt)}</small>
        </div>
        <em className={`tag ${entry.state}`}>{t(`entryState.${entry.state}`)}</em>
      </header>
      {entry.refusal ? <p className="entry-reason">{entry.refusal.message}<code>{entry.refusal.code}</code></p> : null}
      {entry.contradicted ? <p className="entry-reason">{entry.kind === 'passage' ? t('outbox.contradicted', { reason: reasonOf(entry) || t('gate.refused') }) : t('outbox.inConflict')}</p> : null}
      {entry.trouble && entry.state === 'ready' && entry.attempts > 0 ? <p className="entry-trouble">{t('outbox.trouble', { count: entry.attempts, trouble: entry.trouble })}</p> : null}
      {foreign && entry.state !== 'sent' ? <p className="entry-trouble">{t('outbox.foreign', { name: entry.ownerName })}</p> : null}
      {entry.state === 'sent' && entry.sentAt && !entry.contradicted ? <p className="entry-trouble">{t('outbox.sentAt', { time: clockTime(entry.sentAt) })}</p> : null}
      <footer>
        {entry.state === 'refused' && onCorrect && !foreign ? <button type="button" className="primary" onClick={() => onCorrect(entry)}>{t('outbox.correct')}</button> : null}
        {!foreign && (entry.state === 'refused' || entry.state === 'draft') ? <Discard onConfirm={() => void discardEntry(database, entry.id)} /> : null}
        {entry.contradicted ? <button type="button" className="primary danger" onClick={() => void acknowledgeContradiction(database, entry.id)}>{t('outbox.acknowledge')}</button> : null}
      </footer>
    </article>
  );
}

function Summary({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  if (entry.state === 'draft') return t('outbox.draft');
  switch (entry.kind) {
    case 'resident':
      return t('resident.edited');
    case 'liaison':
      return t(`liaison.outcome.${(entry.form as { outcome: 'SEEN' | 'BY_PHONE' | 'ABSENT' | 'REFUSED' }).outcome}`);
    case 'report':
      return t('door.title');
    case 'visit':
      return t(`outcome.${(entry.form as VisitForm).outcome}`);
    case 'passage': {
      const { direction, checkpointName, temperature } = entry.form as PassageForm;
      return `${checkpointName} ${t(`direction.${direction}`)}${temperature === null ? '' : ` ${temperature.toFixed(1)}\u00a0℃`}`;
    }
    case 'arrival':
      return (entry.form as { originName: string }).originName;
  }
}

/** Two taps: what is discarded was seen by nobody else. */
function Discard({ onConfirm }: { onConfirm: () => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (!asking) return <button type="button" className="plain" onClick={() => setAsking(true)}>{t('outbox.discard')}</button>;
  return (
    <span className="confirm">
      <span>{t('outbox.discardForGood')}</span>
      <button type="button" className="primary danger" onClick={onConfirm}>{t('outbox.discard')}</button>
      <button type="button" className="plain" onClick={() => setAsking(false)}>{t('shell.keep')}</button>
    </span>
  );
}

function reasonOf(entry: Entry): string {
  const answer = entry.steps.at(-1)?.answer;
  return typeof answer?.reasonText === 'string' ? answer.reasonText : '';
}
