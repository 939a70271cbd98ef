import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ArrivalPage } from '../arrivals/arrival-page.tsx';
import { CheckpointChoice } from '../gates/checkpoint-choice.tsx';
import { GatePage } from '../gates/gate-page.tsx';
import { DoorPage } from '../doors/door-page.tsx';
import { HouseholdPage } from '../household/household-page.tsx';
import { LiaisonPage } from '../liaison/liaison-page.tsx';
import { LoginCallback, LoginPage } from '../login/login-page.tsx';
import { MePage } from '../login/me-page.tsx';
import { useActor, useSession } from '../login/session.ts';
import { OutboxPage } from '../outbox/outbox-page.tsx';
import { ConflictsPage } from '../sweeps/conflicts-page.tsx';
import { RoundsPage } from '../sweeps/rounds-page.tsx';
import { WorkListPage } from '../sweeps/work-list-page.tsx';
import { TipPage } from '../tips/tip-page.tsx';
import { Bar, LapsedNotice } from './bar.tsx';
import { Empty } from './empty.tsx';
import { currentPath, navigate, useRoute } from './route.ts';
import { Tabs, workTabsOf } from './tabs.tsx';
import type { WorkTab } from './tabs.tsx';

export function App() {
  const session = useSession();
  const route = useRoute();
  if (route[0] === 'login' && route[1] === 'callback') return <LoginCallback />;
  // These need no login, and take none.
  if (route[0] === 'door' && route[1]) return <DoorPage key={route[1]} code={route[1]} />;
  if (route[0] === 'tip') return <TipPage areaCode={route[1]} />;
  if (!session || route[0] === 'login') return <LoginPage returnTo={route[0] === 'login' ? '/' : currentPath()} />;
  return (
    <div className="app">
      <LapsedNotice />
      <Screen route={route} />
      <Tabs />
    </div>
  );
}

function Screen({ route: [name, ...rest] }: { route: string[] }) {
  const allowed = workTabsOf(useActor().scopes);
  if (name === 'outbox') return <OutboxPage />;
  if (name === 'me') return <MePage />;
  if (name === 'report' && allowed.includes('home')) return <DoorPage code="" />;
  if (!name || !allowed.includes(name as WorkTab)) return <FirstTask first={allowed[0]} />;
  switch (name as WorkTab) {
    case 'sweep':
      if (rest[0] === 'conflicts') return <ConflictsPage />;
      return rest[0] ? <WorkListPage roundId={rest[0]} chosenArea={rest[1]} /> : <RoundsPage />;
    case 'liaison':
      return <LiaisonPage />;
    case 'gate':
      return rest[0] ? <GatePage checkpointId={rest[0]} /> : <CheckpointChoice />;
    case 'arrival':
      return <ArrivalPage />;
    case 'home':
      return <HouseholdPage />;
  }
}

/** Opens the first task of this login; says so when it has none in the field. */
function FirstTask({ first }: { first: WorkTab | undefined }) {
  const { t } = useTranslation();
  useEffect(() => {
    if (first) navigate(`/${first}`, { replace: true });
  }, [first]);
  if (first) return null;
  return (
    <>
      <Bar title={t('app.name')} />
      <main><Empty icon="me" text={t('shell.noTask')} /></main>
    </>
  );
}
