import { useTranslation } from 'react-i18next';
import { clockTime, shanghaiDay } from '../language/times.ts';
import { useEntries } from '../outbox/use-outbox.ts';
import type { Entry } from '../outbox/outbox.rules.ts';
import type { PassageForm } from './passage.rules.ts';

/** Today at this gate, from this phone: counts and the latest few. */
export function GateTally({ checkpointId }: { checkpointId: string }) {
  const { t } = useTranslation();
  const today = shanghaiDay(new Date());
  const passages = (useEntries() ?? []).filter((entry) => isOf(entry, checkpointId, today));
  const verdicts = passages.map(verdictOf);
  return (
    <section className="tally">
      <p>
        {t('gate.today')} <b className="good">{verdicts.filter((verdict) => verdict === 'ALLOWED').length}</b> {t('gate.allowed')}
        {' · '}<b className="bad">{verdicts.filter((verdict) => verdict === 'REFUSED').length}</b> {t('gate.refused')}
      </p>
      <ul>
        {passages.slice(-4).reverse().map((entry) => (
          <li key={entry.id} className={verdictOf(entry) === 'ALLOWED' ? 'good' : 'bad'}>
            <span>{nameOf(entry)}</span>
            <span>{t(`direction.${(entry.form as PassageForm).direction}`)}</span>
            <span>{entry.state === 'sent' ? t(`gate.${verdictOf(entry) === 'ALLOWED' ? 'allowed' : 'refused'}`) : t('outbox.waiting')}</span>
            <time>{clockTime((entry.form as PassageForm).passedAt)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isOf(entry: Entry, checkpointId: string, day: string): boolean {
  return entry.kind === 'passage' && entry.subject === checkpointId && entry.state !== 'draft' && shanghaiDay(new Date(entry.madeAt)) === day;
}

function verdictOf(entry: Entry): string | null {
  const answer = entry.steps.at(-1)?.answer;
  return typeof answer?.verdict === 'string' ? answer.verdict : entry.offlineVerdict;
}

function nameOf(entry: Entry): string {
  const person = entry.steps.at(-1)?.answer?.person as { name?: string } | null | undefined;
  return person?.name ?? entry.title;
}
