import { AlertOutlined, NotificationOutlined, QrcodeOutlined, TeamOutlined, UsergroupAddOutlined, ExperimentOutlined, FileDoneOutlined, MedicineBoxOutlined, ThunderboltOutlined, AuditOutlined, CheckSquareOutlined, EyeOutlined, KeyOutlined, LockOutlined, BankOutlined, DashboardOutlined, GlobalOutlined, HomeOutlined, InboxOutlined, LogoutOutlined, ProfileOutlined, SafetyOutlined } from '@ant-design/icons';
import { Button, Layout, Menu, Skeleton, Tooltip } from 'antd';
import { Suspense, useEffect } from 'react';
import type { ReactNode } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { agencies, roles } from '@lianfang/contracts/access';
import type { Agency, Role } from '@lianfang/contracts/access';
import { AreaBar } from '../areas/area-bar.tsx';
import { GlassBanner } from '../glass/glass-banner.tsx';
import { GlassNotices } from '../glass/glass-notices.tsx';
import { chooseLanguage, useLanguage, useWords } from '../language/words.ts';
import { logout } from '../login/login.ts';
import { useActor } from '../login/session.ts';
import { DeskGate } from './desk-gate.tsx';
import { desks, desksOf } from './desks.ts';

const icons: Readonly<Record<string, ReactNode>> = {
  wall: <DashboardOutlined />,
  ledgers: <ProfileOutlined />,
  sweeps: <HomeOutlined />,
  readings: <ThunderboltOutlined />,
  specimens: <ExperimentOutlined />,
  revisits: <ExperimentOutlined />,
  publications: <FileDoneOutlined />,
  fever: <MedicineBoxOutlined />,
  teams: <TeamOutlined />,
  liaison: <UsergroupAddOutlined />,
  doors: <QrcodeOutlined />,
  tips: <NotificationOutlined />,
  checkpoints: <SafetyOutlined />,
  isolation: <BankOutlined />,
  supplies: <InboxOutlined />,
  approvals: <CheckSquareOutlined />,
  access: <KeyOutlined />,
  glass: <EyeOutlined />,
  holds: <LockOutlined />,
  audit: <AuditOutlined />,
};

/** The frame of every desk: where one can go, where one looks, and who one is. */
export function Shell() {
  const t = useWords('shell');
  const desk = useLocation().pathname.split('/')[1] ?? '';
  useDeskTitle(desk);
  return (
    <Layout className="shell">
      <a className="skip" href="#main">{t('skip')}</a>
      <Layout.Sider width={188} breakpoint="lg" collapsedWidth={56} theme="dark">
        <Link className="brand" to="/">
          <img src="/dashboard/mark.svg" alt="" />
          <b>{t('product')}</b>
        </Link>
        <DeskMenu selected={desk} />
      </Layout.Sider>
      <Layout>
        <Layout.Header className="shell-head">
          <AreaBar />
          <div className="spread" />
          <WhoAmI />
        </Layout.Header>
        <GlassWatch />
        <main id="main" className="shell-main">
          <Suspense fallback={<Skeleton active paragraph={{ rows: 10 }} />}>
            <DeskGate><Outlet /></DeskGate>
          </Suspense>
        </main>
      </Layout>
    </Layout>
  );
}

/** What concerns breaking the glass on every desk: the own open ones, and notices of others'. */
function GlassWatch() {
  const { scopes } = useActor();
  const owns = scopes.has('household:read') || scopes.has('audit:read') || scopes.has('account:manage');
  return (
    <>
      {scopes.has('glass:break') ? <GlassBanner /> : null}
      {owns ? <GlassNotices /> : null}
    </>
  );
}

/** The tab of the browser tells which desk it holds. */
function useDeskTitle(path: string): void {
  const t = useWords('shell');
  useEffect(() => {
    const desk = desks.find((one) => one.path === path);
    document.title = desk ? `${t(desk.word)} · ${t('product')}` : t('documentTitle');
  }, [path, t]);
}

function DeskMenu({ selected }: { selected: string }) {
  const t = useWords('shell');
  const { search } = useLocation();
  const area = new URLSearchParams(search).get('area');
  const { scopes } = useActor();
  const items = desksOf(scopes).map((desk) => ({
    key: desk.path,
    icon: icons[desk.path] ?? <AlertOutlined />,
    label: <Link to={{ pathname: `/${desk.path}`, search: area ? `?area=${area}` : '' }}>{t(desk.word)}</Link>,
  }));
  return (
    <nav aria-label={t('mainNavigation')}>
      <Menu theme="dark" mode="inline" selectedKeys={[selected]} items={items} />
    </nav>
  );
}

function WhoAmI() {
  const t = useWords('shell');
  const language = useLanguage();
  const { name, agency, roles: held } = useActor();
  const agencyName = agency in agencies ? agencies[agency as Agency][language] : agency;
  const roleNames = held.map((role) => (role in roles ? roles[role as Role][language] : role));
  return (
    <div className="shell-user">
      <Tooltip title={`${agencyName} · ${roleNames.join(t('listSeparator'))}`}>
        <span className="nowrap" tabIndex={0}>{name}</span>
      </Tooltip>
      <Button type="text" icon={<GlobalOutlined />} onClick={() => void chooseLanguage(language === 'zh' ? 'en' : 'zh')}>{t('language')}</Button>
      <Tooltip title={t('logout')}>
        <Button type="text" icon={<LogoutOutlined />} aria-label={t('logout')} onClick={() => void logout()} />
      </Tooltip>
    </div>
  );
}
