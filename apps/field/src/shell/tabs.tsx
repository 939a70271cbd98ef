import { useTranslation } from 'react-i18next';
import type { Scope } from '@lianfang/contracts/access';
import { useActor } from '../login/session.ts';
import { Icon } from './icon.tsx';
import { navigate, useRoute } from './route.ts';

const workTabs = [
  { name: 'sweep', scope: 'sweep:visit' },
  { name: 'liaison', scope: 'liaison:visit' },
  { name: 'gate', scope: 'passage:record' },
  { name: 'arrival', scope: 'arrival:declare' },
  { name: 'home', scope: 'household:own' },
] as const satisfies { name: string; scope: Scope }[];

export type WorkTab = (typeof workTabs)[number]['name'];

/** What this login may work on, in the order of the tabs. */
export function workTabsOf(scopes: ReadonlySet<Scope>): WorkTab[] {
  return workTabs.filter((tab) => scopes.has(tab.scope)).map((tab) => tab.name);
}

export function Tabs() {
  const { t } = useTranslation();
  const [here] = useRoute();
  const work = workTabsOf(useActor().scopes);
  // A resident records nothing, so nothing of theirs waits to be sent.
  const tabs = [...work, ...(work.every((tab) => tab === 'home') && work.length > 0 ? [] : ['outbox' as const]), 'me' as const];
  return (
    <nav className="tabs">
      {tabs.map((tab) => (
        <button key={tab} type="button" aria-current={here === tab ? 'page' : undefined} onClick={() => navigate(`/${tab}`)}>
          <Icon name={tab} />
          <span>{t(`tabs.${tab}`)}</span>
        </button>
      ))}
    </nav>
  );
}
