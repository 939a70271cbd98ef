import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../reference/age.tsx';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { navigate } from '../shell/route.ts';
import { readySound } from './signals.ts';
import { lastGate, rememberGate, useCheckpoints } from './use-checkpoints.ts';
import type { Checkpoint } from './use-checkpoints.ts';

/** Which gate the guard stands at; the last one first. */
export function CheckpointChoice() {
  const { t } = useTranslation();
  const checkpoints = useCheckpoints();
  const [search, setSearch] = useState('');
  const last = lastGate();
  const found = (checkpoints.kept?.value ?? [])
    .filter((checkpoint) => checkpoint.name.toLowerCase().includes(search.trim().toLowerCase()))
    .sort((a, b) => Number(b.id === last) - Number(a.id === last));

  function choose(checkpoint: Checkpoint): void {
    readySound();
    rememberGate(checkpoint.id);
    navigate(`/gate/${checkpoint.id}`);
  }

  return (
    <>
      <Bar title={t('gate.title')} detail={t('gate.choose')} />
      <main>
        <Age of={checkpoints} />
        <div className="search">
          <Icon name="search" />
          <input type="search" value={search} placeholder={t('gate.search')} aria-label={t('gate.search')} onChange={(event) => setSearch(event.target.value)} />
        </div>
        {checkpoints.kept !== undefined && !checkpoints.loading && found.length === 0 ? <Empty icon="gate" text={t('gate.noCheckpoint')} /> : null}
        <ul className="rows">
          {found.map((checkpoint) => (
            <li key={checkpoint.id}>
              <button type="button" onClick={() => choose(checkpoint)}>
                <span>
                  <strong>{checkpoint.name}</strong>
                  <small>
                    {t(`checkpointKind.${checkpoint.kind}`)}
                    {checkpoint.opensAt ? ` · ${checkpoint.opensAt}–${checkpoint.closesAt ?? ''}` : ` · ${t('gate.aroundTheClock')}`}
                    {checkpoint.id === last ? ` · ${t('gate.lastUsed')}` : ''}
                  </small>
                </span>
                {checkpoint.open ? null : <em className="tag alarm">{t('gate.closed')}</em>}
                <Icon name="next" />
              </button>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}
