import { useEffect, useMemo, useState } from 'react';
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
import { GridSigning } from './grid-signing.tsx';
import { ResidentSheet } from './resident-sheet.tsx';
import { residentForm } from './resident.rules.ts';
import { doorsOf, findDoors, narrow, nextDoor, progressOf } from './sweep.rules.ts';
import type { Member, Narrowing, Target, TargetGroup } from './sweep.rules.ts';
import { VisitSheet } from './visit-sheet.tsx';

const noGroups: readonly TargetGroup[] = [];
const narrowings = ['left', 'due', 'conflicted', 'all'] as const satisfies Narrowing[];

/** The doors of a round. Whoever answers for more than one community chooses one first. */
export function WorkListPage({ roundId, chosenArea }: { roundId: string; chosenArea: string | undefined }) {
  const { areaCode } = useActor();
  const round = useRounds().kept?.value.sweepRounds.find((candidate) => candidate.id === roundId);
  const roundArea = round?.area.code ?? areaCode;
  const narrowest = chosenArea ?? (roundArea.length > areaCode.length ? roundArea : areaCode);
  const title = round?.name ?? '';
  return narrowest.length < 12
    ? <CommunityChoice roundId={roundId} title={title} within={narrowest} />
    : <WorkList key={narrowest} roundId={roundId} groups={round?.targetGroups ?? noGroups} title={title} areaCode={narrowest} back={chosenArea ? `/sweep/${roundId}` : '/sweep'} />;
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

interface WorkListProps {
  roundId: string;
  groups: readonly TargetGroup[];
  title: string;
  areaCode: string;
  back: string;
}

function WorkList({ roundId, groups, title, areaCode, back }: WorkListProps) {
  const { t } = useTranslation();
  const list = useReference<Target[]>(`work-list:${roundId}:${areaCode}`, () => loadWorkList(roundId, areaCode));
  const entries = useEntries();
  const now = useMinute();
  const [search, setSearch] = useState('');
  const [narrowing, setNarrowing] = useState<Narrowing>('left');
  const [doorId, setDoorId] = useState<string | null>(null);
  const [editing, setEditing] = useState<Member | null>(null);
  const doors = useMemo(() => doorsOf(list.kept?.value ?? [], entries ?? [], roundId), [list.kept, entries, roundId]);
  const progress = progressOf(doors);
  const atDoor = doors.find((door) => door.householdId === doorId);
  const shown = narrow(findDoors(doors, search), narrowing, now);
  const goOn = () => setDoorId(atDoor ? (nextDoor(doors, atDoor.householdId, now)?.householdId ?? null) : null);
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
        </div>
        <div className="choices narrowings" role="radiogroup" aria-label={t('sweep.show')}>
          {narrowings.map((one) => (
            <button key={one} type="button" role="radio" aria-checked={narrowing === one} onClick={() => setNarrowing(one)}>
              {t(`sweep.narrow.${one}`)} {one === 'all' ? doors.length : narrow(doors, one, now).length}
            </button>
          ))}
        </div>
        {list.kept && shown.length === 0 ? (
          <Empty icon="check" text={search ? t('sweep.nothingFound') : doors.length > 0 ? t(narrowing === 'left' ? 'sweep.allReached' : 'sweep.nothingHere') : t('sweep.noDoor')} />
        ) : null}
        <DoorList shown={shown} all={doors} unfolded={search !== '' || narrowing === 'due' || narrowing === 'conflicted'} now={now} onChoose={(door) => setDoorId(door.householdId)} />
        <GridSigning roundId={roundId} areaCode={areaCode} />
      </main>
      {atDoor && !editing ? (
        <VisitSheet
          key={atDoor.householdId} roundId={roundId} door={atDoor} groups={groups} onReopen={() => setDoorId(atDoor.householdId)} onEdit={setEditing} onNext={goOn}
          onClose={() => setDoorId(null)}
        />
      ) : null}
      {editing ? <ResidentSheet key={editing.id} edit={residentForm(editing)} address={atDoor?.address ?? ''} onClose={() => setEditing(null)} /> : null}
    </>
  );
}

/** The time, once a minute: a door becomes due while the list is open. */
function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
