import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agencies, roles } from '@lianfang/contracts/access';
import { useDevice } from '../device/device.tsx';
import { currentLanguage } from '../language/language.ts';
import { useOutboxCounts } from '../outbox/use-outbox.ts';
import { forgetSent } from '../outbox/outbox.store.ts';
import { forgetReferences } from '../reference/reference.store.ts';
import { Bar } from '../shell/bar.tsx';
import { navigate } from '../shell/route.ts';
import { LanguageSwitch } from './login-page.tsx';
import { logout } from './login.ts';
import { useActor } from './session.ts';

export function MePage() {
  const { t } = useTranslation();
  const actor = useActor();
  return (
    <>
      <Bar title={t('tabs.me')} />
      <main>
        <section className="card me">
          <strong>{actor.name}</strong>
          <dl>
            <dt>{t('me.agency')}</dt><dd>{wordOf(agencies, actor.agency)}</dd>
            <dt>{t('me.role')}</dt><dd>{actor.roles.map((role) => wordOf(roles, role)).join('、')}</dd>
            <dt>{t('me.area')}</dt><dd>{actor.areaCode}</dd>
          </dl>
        </section>
        <h2>{t('me.language')}</h2>
        <LanguageSwitch />
        <h2>{t('me.thisPhone')}</h2>
        <p className="muted">{t('me.install')}</p>
        <Leave />
      </main>
    </>
  );
}

function wordOf(words: Record<string, { zh: string; en: string }>, name: string): string {
  return words[name]?.[currentLanguage()] ?? name;
}

/** Lists go with the login; unsent records stay, and wait for whoever made them. */
function Leave() {
  const { t } = useTranslation();
  const { database } = useDevice();
  const { unsent } = useOutboxCounts();
  const [asking, setAsking] = useState(false);
  async function leave(): Promise<void> {
    await Promise.all([forgetReferences(database), forgetSent(database)]);
    navigate('/', { replace: true });
    await logout();
  }
  if (!asking) return <button type="button" className="plain wide" onClick={() => (unsent > 0 ? setAsking(true) : void leave())}>{t('me.logout')}</button>;
  return (
    <div className="notice alarm stacked" role="alertdialog">
      <p>{t('me.logoutUnsent', { count: unsent })}</p>
      <button type="button" className="primary danger" onClick={() => void leave()}>{t('me.logoutAnyway')}</button>
      <button type="button" className="plain" onClick={() => setAsking(false)}>{t('shell.cancel')}</button>
    </div>
  );
}
