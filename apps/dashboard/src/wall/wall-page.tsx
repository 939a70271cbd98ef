import { FullscreenExitOutlined, FullscreenOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import { AreaBar } from '../areas/area-bar.tsx';
import { useArea } from '../areas/use-area.ts';
import { useAreaPath } from '../areas/use-area-path.ts';
import { useFormats } from '../language/use-formats.ts';
import { chooseLanguage, useLanguage, useWords } from '../language/words.ts';
import { FreshnessMark, useNow } from '../live/freshness-mark.tsx';
import { useScope } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { AlertList } from './alert-list.tsx';
import { ChildBoard } from './child-board.tsx';
import { DirectiveList } from './directive-list.tsx';
import { FacilityBoard } from './facility-board.tsx';
import { FigureGroups } from './figure-groups.tsx';
import { HistoryChart } from './history-chart.tsx';
import { useBoard } from './use-board.ts';
import { useFigures } from './use-figures.ts';
import type { LiveFigures } from './use-figures.ts';
import { useWallMode } from './use-wall-mode.ts';
import type { WallMode } from './use-wall-mode.ts';
import './wall.css';

const panels = ['figures', 'board', 'beds', 'alerts', 'history'] as const;

/** The command centre's page: an area's figures, which move by themselves, and the way down to its grids. */
export function WallPage() {
  const t = useWords('wall');
  const [areaCode, choose] = useArea();
  const { path, children } = useAreaPath(areaCode);
  const live = useFigures(areaCode);
  const board = useBoard(children.map((child) => child.code), live.figures?.version ?? 0);
  const mode = useWallMode(panels.length);
  const shows = (panel: (typeof panels)[number]) => (mode.on && panels[mode.panel] !== panel ? 'wall-panel is-away' : 'wall-panel');
  return (
    <div className={mode.on ? 'wall is-rotating' : 'wall'}>
      <WallHead areaName={path.at(-1)?.name ?? ''} live={live} mode={mode} />
      <RefusalAlert refusal={live.refusal} />
      <main className="wall-panels">
        <section className={`${shows('figures')} panel-figures`}><FigureGroups figures={live.figures} /></section>
        <section className={`${shows('board')} panel-board`}>
          <h2>{t('board')} <small>{t('boardHint')}</small></h2>
          <ChildBoard areas={children} figures={board} onChoose={choose} />
        </section>
        <section className={`${shows('alerts')} panel-alerts`}>
          <h2>{t('alerts')}</h2>
          <Alerts areaCode={areaCode} />
          <h2>{t('directives')}</h2>
          <DirectiveList areaCode={areaCode} />
        </section>
        <section className={`${shows('beds')} panel-beds`}>
          <h2>{t('beds')}</h2>
          <Facilities areaCode={areaCode} />
        </section>
        <section className={`${shows('history')} panel-history`}>
          <h2>{t('history')}</h2>
          <HistoryChart areaCode={areaCode} today={live.figures} height={mode.on ? 'calc(100vh - 200px)' : 130} large={mode.on} />
        </section>
      </main>
      {mode.on ? <WallPages mode={mode} /> : null}
    </div>
  );
}

function Alerts({ areaCode }: { areaCode: string }) {
  const t = useWords('wall');
  const allowed = useScope('checkpoint:read');
  return allowed ? <AlertList areaCode={areaCode} /> : <p className="wall-empty">{t('alertsHidden')}</p>;
}

function Facilities({ areaCode }: { areaCode: string }) {
  const t = useWords('wall');
  const allowed = useScope('isolation:status');
  return allowed ? <FacilityBoard areaCode={areaCode} /> : <p className="wall-empty">{t('bedsHidden')}</p>;
}

/** Which page is shown, and how to turn them without a mouse. */
function WallPages({ mode }: { mode: WallMode }) {
  const t = useWords('wall');
  return (
    <footer className="wall-pages" aria-label={t('page', { page: mode.panel + 1, pages: panels.length })}>
      {panels.map((panel, at) => <i key={panel} className={at === mode.panel ? 'is-shown' : ''} />)}
      <span>{mode.paused ? t('paused') : ''}</span>
      <span className="wall-keys">{t('keys')}</span>
    </footer>
  );
}

function WallHead({ areaName, live, mode }: { areaName: string; live: LiveFigures; mode: WallMode }) {
  const t = useWords('wall');
  const shell = useWords('shell');
  const language = useLanguage();
  const { exactTime } = useFormats();
  const now = useNow(1000);
  return (
    <header className="wall-head">
      <img src="/dashboard/mark.svg" alt="" width={34} height={34} />
      <h1>{areaName} <span>{t('title')}</span></h1>
      {mode.on ? null : <AreaBar />}
      <div className="spread" />
      <FreshnessMark asOf={live.figures?.asOf ?? null} confirmedAt={live.confirmedAt} phase={live.phase} />
      <time className="wall-clock">{exactTime(now.toISOString())}</time>
      {mode.on ? null : <Link className="wall-button" to="/">{t('desk')}</Link>}
      {mode.on ? null : (
        <button type="button" className="wall-button" onClick={() => void chooseLanguage(language === 'zh' ? 'en' : 'zh')}>{shell('language')}</button>
      )}
      <button type="button" className="wall-button" onClick={mode.toggle}>
        {mode.on ? <FullscreenExitOutlined /> : <FullscreenOutlined />} {mode.on ? t('leaveWallMode') : t('wallMode')}
      </button>
    </header>
  );
}
