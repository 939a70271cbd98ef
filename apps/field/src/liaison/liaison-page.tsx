import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldLiaisonDoorsDocument } from '../generated/operations.ts';
import type { Answer } from '../graph/answer.rules.ts';
import { callGraph } from '../graph/call.ts';
import { shanghaiDay } from '../language/times.ts';
import { useEntries } from '../outbox/use-outbox.ts';
import { Age } from '../reference/age.tsx';
import { useReference } from '../reference/use-reference.ts';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { Meter } from '../sweeps/meter.tsx';
import { doorsOf } from './liaison.rules.ts';
import type { LiaisonRow } from './liaison.rules.ts';
import { LiaisonSheet } from './liaison-sheet.tsx';

/** The official's own households: who was seen today, who is to be seen. Works without network. */
export function LiaisonPage() {
  const { t } = useTranslation();
  const list = useReference<LiaisonRow[]>('liaison-doors', loadDoors);
  const entries = useEntries();
  const [search, setSearch] = useState('');
  const [openOnly, setOpenOnly] = useState(true);
  const [doorId, setDoorId] = useState<string | null>(null);
  const today = shanghaiDay(new Date());
  const doors = useMemo(() => doorsOf(list.kept?.value ?? [], entries ?? [], today, (iso) => shanghaiDay(new Date(iso))), [list.kept, entries, today]);
  const seen = doors.filter(({ seenToday }) => seenToday).length;
  const shown = doors.filter(({ row, seenToday }) => (!openOnly || !seenToday) && matches(row, search));
  const atDoor = doors.find(({ row }) => row.household.id === doorId)?.row;
  return (
    <>
      <Bar title={t('liaison.title')} detail={t('liaison.progress', { done: seen, total: doors.length })} />
      <main>
        <Meter done={seen} tried={0} total={doors.length} />
        <Age of={list} />
        <div className="search">
          <Icon name="search" />
          <input type="search" value={search} placeholder={t('liaison.search')} aria-label={t('liaison.search')} onChange={({ target }) => setSearch(target.value)} />
          <button type="button" aria-pressed={openOnly} className="toggle" onClick={() => setOpenOnly(!openOnly)}>{t(openOnly ? 'liaison.openOnly' : 'sweep.allDoors')}</button>
        </div>
        {list.kept && shown.length === 0 ? <Empty icon="check" text={t(doors.length === 0 ? 'liaison.none' : search ? 'sweep.nothingFound' : 'liaison.allSeen')} /> : null}
        <ul className="rows liaison-doors">
          {shown.map(({ row, seenToday, unsent }) => (
            <li key={row.household.id}>
              <button type="button" onClick={() => setDoorId(row.household.id)}>
                <span><strong>{row.household.address}</strong><small>{row.household.members.map(({ name }) => name).join(' ')}</small></span>
                <em className={`tag ${unsent ? 'ready' : seenToday ? 'sent' : 'refused'}`}>{t(unsent ? 'entryState.ready' : seenToday ? 'liaison.seen' : 'liaison.toSee')}</em>
              </button>
            </li>
          ))}
        </ul>
      </main>
      {atDoor ? <LiaisonSheet key={atDoor.household.id} row={atDoor} onClose={() => setDoorId(null)} /> : null}
    </>
  );
}

function matches({ household }: LiaisonRow, search: string): boolean {
  const text = [household.address, ...household.members.map(({ name }) => name)].join(' ');
  return search.split(/\s+/).every((word) => text.includes(word));
}

async function loadDoors(): Promise<Answer<LiaisonRow[]>> {
  const rows: LiaisonRow[] = [];
  for (let after: string | null = null; ; ) {
    const answer: Awaited<ReturnType<typeof loadPage>> = await loadPage(after);
    if (answer.kind !== 'yes') return answer;
    const { edges, pageInfo } = answer.data.myLiaisonDoors;
    rows.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage || !pageInfo.endCursor) return { kind: 'yes', data: rows };
    after = pageInfo.endCursor;
  }
}

function loadPage(after: string | null) {
  return callGraph(FieldLiaisonDoorsDocument, { after });
}
