import { App as Antd, ConfigProvider, Result } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { lazy, useEffect, useMemo } from 'react';
import { createBrowserRouter, Navigate, Outlet, RouterProvider, useLocation } from 'react-router';
import { Provider } from 'urql';
import { createGraphClient } from './graph/client.ts';
import { useLanguage, useWords } from './language/words.ts';
import { LoginCallback, LoginPage } from './login/login-page.tsx';
import { useActor, useSession } from './login/session.ts';
import { BrokenPage, MissingPage } from './shell/broken-page.tsx';
import { DeskGate } from './shell/desk-gate.tsx';
import { startingDesk } from './shell/desks.ts';
import { Shell } from './shell/shell.tsx';
import { deskTheme } from './shell/theme.ts';

const Wall = lazy(async () => ({ default: (await import('./wall/wall-page.tsx')).WallPage }));
const Grids = lazy(async () => ({ default: (await import('./grids/grid-desk.tsx')).GridDesk }));
const Household = lazy(async () => ({ default: (await import('./register/household-page.tsx')).HouseholdPage }));
const Ledgers = lazy(async () => ({ default: (await import('./ledgers/ledger-desk.tsx')).LedgerDesk }));
const Sweeps = lazy(async () => ({ default: (await import('./sweeps/sweep-desk.tsx')).SweepDesk }));
const SweepRound = lazy(async () => ({ default: (await import('./sweeps/round-page.tsx')).RoundPage }));
const Reconcile = lazy(async () => ({ default: (await import('./reconciliation/reconcile-desk.tsx')).ReconcileDesk }));
const Readings = lazy(async () => ({ default: (await import('./readings/reading-desk.tsx')).ReadingDesk }));
const Specimens = lazy(async () => ({ default: (await import('./specimens/specimen-desk.tsx')).SpecimenDesk }));
const Specimen = lazy(async () => ({ default: (await import('./specimens/specimen-page.tsx')).SpecimenPage }));
const Revisits = lazy(async () => ({ default: (await import('./specimens/revisit-desk.tsx')).RevisitDesk }));
const Publications = lazy(async () => ({ default: (await import('./specimens/publication-desk.tsx')).PublicationDesk }));
const Fever = lazy(async () => ({ default: (await import('./fever/fever-desk.tsx')).FeverDesk }));
const ReconciliationList = lazy(async () => ({ default: (await import('./reconciliation/list-page.tsx')).ReconciliationListPage }));
const Cases = lazy(async () => ({ default: (await import('./cases/case-desk.tsx')).CaseDesk }));
const Case = lazy(async () => ({ default: (await import('./cases/case-page.tsx')).CasePage }));
const Teams = lazy(async () => ({ default: (await import('./keypersons/key-person-desk.tsx')).KeyPersonDesk }));
const Liaison = lazy(async () => ({ default: (await import('./liaison/liaison-desk.tsx')).LiaisonDesk }));
const Tips = lazy(async () => ({ default: (await import('./tipoffs/tip-desk.tsx')).TipDesk }));
const Doors = lazy(async () => ({ default: (await import('./doors/door-desk.tsx')).DoorDesk }));
const Checkpoints = lazy(async () => ({ default: (await import('./checkpoints/checkpoint-desk.tsx')).CheckpointDesk }));
const Checkpoint = lazy(async () => ({ default: (await import('./checkpoints/checkpoint-page.tsx')).CheckpointPage }));
const Isolation = lazy(async () => ({ default: (await import('./isolation/isolation-desk.tsx')).IsolationDesk }));
const Facility = lazy(async () => ({ default: (await import('./isolation/facility-page.tsx')).FacilityPage }));
const Supplies = lazy(async () => ({ default: (await import('./supplies/supply-desk.tsx')).SupplyDesk }));
const Approvals = lazy(async () => ({ default: (await import('./approvals/approval-desk.tsx')).ApprovalDesk }));
const Access = lazy(async () => ({ default: (await import('./accounts/access-desk.tsx')).AccessDesk }));
const Glass = lazy(async () => ({ default: (await import('./glass/glass-desk.tsx')).GlassDesk }));
const Holds = lazy(async () => ({ default: (await import('./holds/hold-desk.tsx')).HoldDesk }));
const Audit = lazy(async () => ({ default: (await import('./audit/audit-desk.tsx')).AuditDesk }));
const Person = lazy(async () => ({ default: (await import('./persons/person-page.tsx')).PersonPage }));

const router = createBrowserRouter(
  [
    { path: '/login/callback', element: <LoginCallback />, errorElement: <BrokenPage /> },
    {
      element: <LoggedIn />,
      errorElement: <BrokenPage />,
      children: [
        { path: '/wall', element: <DeskGate><Wall /></DeskGate> },
        {
          element: <Shell />,
          children: [
            {
              errorElement: <BrokenPage />,
              children: [
                { path: '/', element: <Start /> },
                { path: '/ledgers/:tab?', element: <Ledgers /> },
                { path: '/grids', element: <Grids /> },
                { path: '/households/:householdId', element: <Household /> },
                { path: '/sweeps', element: <Sweeps /> },
                { path: '/sweeps/:roundId', element: <SweepRound /> },
                { path: '/reconciliation/:tab?', element: <Reconcile /> },
                { path: '/reconciliation/lists/:listId', element: <ReconciliationList /> },
                { path: '/readings/:tab?', element: <Readings /> },
                { path: '/specimens/:tab?', element: <Specimens /> },
                { path: '/specimens/at/:specimenId', element: <Specimen /> },
                { path: '/revisits', element: <Revisits /> },
                { path: '/publications', element: <Publications /> },
                { path: '/fever/:tab?', element: <Fever /> },
                { path: '/cases/:tab?', element: <Cases /> },
                { path: '/cases/at/:caseId', element: <Case /> },
                { path: '/teams/:tab?', element: <Teams /> },
                { path: '/liaison/:tab?', element: <Liaison /> },
                { path: '/tips/:tab?', element: <Tips /> },
                { path: '/doors/:tab?', element: <Doors /> },
                { path: '/checkpoints/:tab?', element: <Checkpoints /> },
                { path: '/checkpoints/at/:checkpointId', element: <Checkpoint /> },
                { path: '/isolation/:tab?', element: <Isolation /> },
                { path: '/isolation/facilities/:facilityId', element: <Facility /> },
                { path: '/supplies/:tab?', element: <Supplies /> },
                { path: '/approvals/:tab?', element: <Approvals /> },
                { path: '/access/:tab?', element: <Access /> },
                { path: '/glass/:tab?', element: <Glass /> },
                { path: '/holds', element: <Holds /> },
                { path: '/audit', element: <Audit /> },
                { path: '/persons/:personId', element: <Person /> },
                { path: '*', element: <MissingPage /> },
              ],
            },
          ],
        },
      ],
    },
  ],
  { basename: '/dashboard' },
);

export function App() {
  const language = useLanguage();
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  }, [language]);
  return (
    <ConfigProvider theme={deskTheme} locale={language === 'zh' ? zhCN : enUS} componentSize="middle" button={{ autoInsertSpace: false }}>
      <Antd>
        <RouterProvider router={router} />
      </Antd>
    </ConfigProvider>
  );
}

/** Everything behind the login. A new user gets a new client, so no cached answer of another's is shown. */
function LoggedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const user = session?.claims.sub;
  const language = useLanguage();
  // The server words refusals in the caller's language; answers in another language are not kept either.
  const client = useMemo(() => createGraphClient(), [user, language]);
  if (!session) return <LoginPage returnTo={pathname + search} />;
  return (
    <Provider value={client}>
      <Outlet />
    </Provider>
  );
}

function Start() {
  const t = useWords('shell');
  const { scopes, roles } = useActor();
  const desk = startingDesk(scopes, roles);
  if (desk) return <Navigate to={`/${desk}`} replace />;
  return <Result status="info" title={t('noDesk')} subTitle={t('noDeskHint')} extra={<a href="/field/">{t('fieldApp')}</a>} />;
}
