import { useTranslation } from 'react-i18next';
import { FieldRoundsDocument } from '../generated/operations.ts';
import type { FieldRoundsQuery } from '../generated/operations.ts';
import { callGraph } from '../graph/call.ts';
import { useActor } from '../login/session.ts';
import { Age } from '../reference/age.tsx';
import { useReference } from '../reference/use-reference.ts';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { navigate } from '../shell/route.ts';
import { useConflicts } from './conflicts-page.tsx';
import { Meter } from './meter.tsx';

export type Round = FieldRoundsQuery['sweepRounds'][number];

/** Open rounds of the caller's area, from the phone's store first. */
export function useRounds() {
  const { areaCode } = useActor();
  return useReference<FieldRoundsQuery>(`rounds:${areaCode}`, () => callGraph(FieldRoundsDocument, { areaCode }));
}

export function RoundsPage() {
  const { t } = useTranslation();
  const rounds = useRounds();
  const open = useConflicts().kept?.value.editConflicts.edges.filter((edge) => edge.node.state === 'OPEN').length ?? 0;
  const list = rounds.kept?.value.sweepRounds ?? [];
  return (
    <>
      <Bar title={t('sweep.title')} />
      <main>
        <Age of={rounds} />
        <button type="button" className={open > 0 ? 'notice alarm' : 'notice calm'} onClick={() => navigate('/sweep/conflicts')}>
          {open > 0 ? t('conflict.open', { count: open }) : t('conflict.title')}
        </button>
        {rounds.kept !== undefined && list.length === 0 && !rounds.loading ? <Empty icon="sweep" text={t('sweep.noRound')} /> : null}
        <ul className="cards">
          {list.map((round) => (
            <li key={round.id}>
              <RoundCard round={round} />
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}

function RoundCard({ round }: { round: Round }) {
  const { t } = useTranslation();
  const { households, reached, untried, unreached } = round.coverage;
  return (
    <button type="button" className="card round-card" onClick={() => navigate(`/sweep/${round.id}`)}>
      <span className="card-head">
        <strong>{round.name}</strong>
        <Icon name="next" />
      </span>
      <span className="muted">
        {round.area.name} · {round.startsOn} – {round.endsOn}
      </span>
      <Meter done={reached} tried={unreached} total={households} />
      <span className="round-counts">
        <span><b>{reached}</b> {t('sweep.reached')}</span>
        <span><b>{unreached}</b> {t('sweep.unreached')}</span>
        <span><b>{untried}</b> {t('sweep.untried')}</span>
      </span>
    </button>
  );
}
