import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas } from '../areas/use-areas.ts';
import { useActor } from '../login/session.ts';
import { useEntries } from '../outbox/use-outbox.ts';
import { Age } from '../reference/age.tsx';
import { useReference } from '../reference/use-reference.ts';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { navigate } from '../shell/route.ts';
import { DoorList } from './door-list.tsx';
import { loadWorkList } from './load-work-list.ts';
import { Meter } from './meter.tsx';
import { useRounds } from './rounds-page.tsx';
import { doorsOf, findDoors, isReached, progressOf } from './sweep.rules.ts';
import type { Target } from './sweep.rules.ts';
import { VisitSheet } from './visit-sheet.tsx';

/** The doors of a round. Whoever answers for more than one community chooses one first. */
export function WorkListPage({ roundId, chosenArea }: { roundId: string; chosenArea: string | undefined }) {
  const { areaCode } = useActor();
  const round = useRounds().kept?.value.sweepRounds.find((candidate) => candidate.id === roundId);
  const roundArea = round?.area.code ?? areaCode;
  const narrowest = chosenArea ?? (roundArea.length > areaCode.length ? roundArea : areaCode);
  const title = round?.name ?? '';
  return narrowest.length < 12
    ? <CommunityChoice roundId={roundId} title={title} within={narrowest} />
    : <WorkList key={narrowest} roundId={roundId} title={title} areaCode={narrowest} back={chosenArea ? `/sweep/${roundId}` : '/sweep'} />;
}

function CommunityChoice({ roundId, title, within }: { roundId: string; title: string; within: string }) {
  const { t } = useTranslation();
  const { areas, communities } = useAreas();
  return (
    <>
      <Bar title={title} detail={t('sweep.chooseCommunity')} back="/sweep" />
      <main>
        <Age of={areas} />
        <ul className="rows">
          {communities.filter((area) => area.code.startsWith(within)).map((area) => (
            <li key={area.code}>
              <button type="button" onClick={() => navigate(`/sweep/${roundId}/${area.code}`)}>
                <span><strong>{area.name}</strong><small>{area.parentName}</small></span>
                <Icon name="next" />
              </button>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}

function WorkList({ roundId, title, areaCode, back }: { roundId: string; title: string; areaCode: string; back: string }) {
  const { t } = useTranslation();
  const list = useReference<Target[]>(`work-list:${roundId}:${areaCode}`, () => loadWorkList(roundId, areaCode));
  const entries = useEntries();
  const [search, setSearch] = useState('');
  const [openOnly, setOpenOnly] = useState(true);
  const [doorId, setDoorId] = useState<string | null>(null);
  const doors = useMemo(() => doorsOf(list.kept?.value ?? [], entries ?? [], roundId), [list.kept, entries, roundId]);
  const progress = progressOf(doors);
  const atDoor = doors.find((door) => door.householdId === doorId);
  const shown = findDoors(doors, search).filter((door) => !openOnly || !isReached(door) || door.unsent);
  return (
    <>
      <Bar title={title} detail={t('sweep.progress', { done: progress.reached, total: progress.households })} back={back} />
      <main>
        <Meter done={progress.reached} tried={progress.tried - progress.reached} total={progress.households} />
        <Age of={list} />
        <div className="search">
          <Icon name="search" />
          <input
            type="search"
            value={search}
            placeholder={t('sweep.search')}
            aria-label={t('sweep.search')}
            onChange={(event) => setSearch(event.target.value)}
          />
          <button type="button" aria-pressed={openOnly} className="toggle" onClick={() => setOpenOnly(!openOnly)}>
            {openOnly ? t('sweep.openOnly') : t('sweep.allDoors')}
          </button>
        </div>
        {list.kept && shown.length === 0 ? (
          <Empty icon="check" text={search ? t('sweep.nothingFound') : doors.length > 0 ? t('sweep.allReached') : t('sweep.noDoor')} />
        ) : null}
        <DoorList shown={shown} all={doors} unfolded={search !== ''} onChoose={(door) => setDoorId(door.householdId)} />
      </main>
      {atDoor ? (
        <VisitSheet key={atDoor.householdId} roundId={roundId} door={atDoor} onReopen={() => setDoorId(atDoor.householdId)} onClose={() => setDoorId(null)} />
      ) : null}
    </>
  );
}
