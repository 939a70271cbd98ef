import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, currentLanguage } from '../language/language.ts';
import { useOutboxCounts } from '../outbox/use-outbox.ts';
import { Icon } from '../shell/icon.tsx';
import { navigate } from '../shell/route.ts';
import { beginLogin, finishLogin } from './login.ts';
import { InsecureOriginError } from './pkce.ts';

export function LoginPage({ returnTo }: { returnTo: string }) {
  const { t } = useTranslation();
  const { unsent } = useOutboxCounts();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);

  async function leave(): Promise<void> {
    setLeaving(true);
    setTrouble(null);
    try {
      await beginLogin(returnTo);
    } catch (error) {
      setLeaving(false);
      setTrouble(t(error instanceof InsecureOriginError ? 'login.insecure' : 'login.unreachable'));
    }
  }

  return (
    <div className="login">
      <img src="/field/mark.svg" alt="" />
      <h1>{t('app.name')}</h1>
      <p>{t('login.intro')}</p>
      {unsent > 0 ? <p className="notice warn"><Icon name="wait" /><span>{t('login.unsentKept', { count: unsent })}</span></p> : null}
      {trouble ? <p className="notice alarm" role="alert">{trouble}</p> : null}
      <button type="button" className="primary" disabled={leaving} onClick={() => void leave()}>{leaving ? t('login.leaving') : t('login.begin')}</button>
      <LanguageSwitch />
    </div>
  );
}

/** The provider has sent the user back with a code. */
export function LoginCallback() {
  const { t } = useTranslation();
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    finishOnce().then((path) => navigate(path, { replace: true }), (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)));
  }, []);
  return (
    <div className="login">
      <img src="/field/mark.svg" alt="" />
      {trouble ? <p className="notice alarm" role="alert">{t('login.failed', { trouble })}</p> : <p>{t('login.finishing')}</p>}
      {trouble ? <button type="button" className="primary" onClick={() => navigate('/login', { replace: true })}>{t('login.again')}</button> : null}
    </div>
  );
}

let finishing: Promise<string> | null = null;

/** A code is good for one use, and React may mount twice. */
function finishOnce(): Promise<string> {
  finishing ??= finishLogin(new URLSearchParams(location.search)).finally(() => {
    finishing = null;
  });
  return finishing;
}

export function LanguageSwitch() {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <div className="choices languages" role="radiogroup" aria-label={t('me.language')}>
      <button type="button" role="radio" aria-checked={language === 'zh'} lang="zh-CN" onClick={() => void chooseLanguage('zh')}>中文</button>
      <button type="button" role="radio" aria-checked={language === 'en'} lang="en" onClick={() => void chooseLanguage('en')}>English</button>
    </div>
  );
}
