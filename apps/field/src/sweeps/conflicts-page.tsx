import { useTranslation } from 'react-i18next';
import { FieldConflictsDocument } from '../generated/operations.ts';
import type { FieldConflictsQuery } from '../generated/operations.ts';
import { callGraph } from '../graph/call.ts';
import { momentOf } from '../language/times.ts';
import { useActor } from '../login/session.ts';
import { Age } from '../reference/age.tsx';
import { useReference } from '../reference/use-reference.ts';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';

type Conflict = FieldConflictsQuery['editConflicts']['edges'][number]['node'];

/** Conflicts that this login is a side of, decided ones too: both sides see the same. */
export function useConflicts() {
  const { areaCode } = useActor();
  return useReference<FieldConflictsQuery>(`conflicts:${areaCode}`, () => callGraph(FieldConflictsDocument, { areaCode, state: null }));
}

export function ConflictsPage() {
  const { t } = useTranslation();
  const conflicts = useConflicts();
  const list = conflicts.kept?.value.editConflicts.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <Bar title={t('conflict.title')} back="/sweep" />
      <main>
        <Age of={conflicts} />
        {conflicts.kept && list.length === 0 ? <Empty icon="check" text={t('conflict.none')} /> : null}
        <ul className="cards">
          {list.toReversed().map((conflict) => <li key={conflict.id}><ConflictCard conflict={conflict} /></li>)}
        </ul>
      </main>
    </>
  );
}

function ConflictCard({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation();
  return (
    <article className={`entry ${conflict.state === 'OPEN' ? 'contradicted' : 'sent'}`}>
      <header>
        <div>
          <strong>{conflict.person?.name ?? conflict.household?.address}</strong>
          <small>{momentOf(conflict.receivedAt)}</small>
        </div>
        <em className={`tag ${conflict.state === 'OPEN' ? 'refused' : 'sent'}`}>{t(`conflict.${conflict.state}`)}</em>
      </header>
      {conflict.fields.map((one) => (
        <dl key={one.field} className="sides">
          <dt>{fieldName(one.field, t)}</dt>
          <dd className={one.taken === 'FIRST' ? 'taken' : ''}><small>{conflict.firstBy ?? t('conflict.register')}</small>{said(one.field, one.first, t)}</dd>
          <dd className={one.taken === 'SECOND' ? 'taken' : ''}><small>{conflict.secondBy}</small>{said(one.field, one.second, t)}</dd>
        </dl>
      ))}
      <p className="entry-trouble">{conflict.state === 'OPEN' ? t('conflict.waits') : t('conflict.decidedBy', { who: conflict.resolvedBy, time: momentOf(conflict.resolvedAt ?? conflict.receivedAt) })}</p>
    </article>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function fieldName(field: string, t: Translate): string {
  const [kind, origin] = field.split('.');
  if (kind === 'returnees') return t(`origin.${origin as 'OUTBREAK_CITY'}`);
  return t(`conflict.field.${kind as 'name'}`);
}

function said(field: string, value: string | null | undefined, t: Translate): string {
  if (!value) return '—';
  return field === 'outcome' ? t(`outcome.${value as 'VISITED'}`) : value;
}
