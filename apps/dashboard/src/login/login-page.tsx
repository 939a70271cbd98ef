import { Alert, Button, Spin } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { chooseLanguage, useLanguage, useWords } from '../language/words.ts';
import { beginLogin, finishLogin, LoginError } from './login.ts';
import { InsecureOriginError } from './pkce.ts';

function LoginCard({ children }: { children: ReactNode }) {
  const t = useWords('shell');
  const language = useLanguage();
  return (
    <div className="login">
      <main className="login-card">
        <img src="/dashboard/mark.svg" alt="" width={44} height={44} />
        <h1>{t('product')}</h1>
        <p>{t('tagline')}</p>
        {children}
        <div className="login-foot">
          <Button type="link" size="small" onClick={() => void chooseLanguage(language === 'zh' ? 'en' : 'zh')}>{t('language')}</Button>
        </div>
      </main>
    </div>
  );
}

function useLoginProblem(): (error: unknown) => string {
  const t = useWords('shell');
  return (error) => {
    if (error instanceof InsecureOriginError) return t('insecure');
    if (error instanceof LoginError) return `${t('loginFailed')}: ${error.message}`;
    return t('providerAway');
  };
}

/** The way in for whoever has no session. `returnTo` is where the user meant to go. */
export function LoginPage({ returnTo }: { returnTo: string }) {
  const t = useWords('shell');
  const tell = useLoginProblem();
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const leave = () => {
    setLeaving(true);
    setProblem(null);
    beginLogin(returnTo).catch((error: unknown) => {
      setProblem(error);
      setLeaving(false);
    });
  };
  return (
    <LoginCard>
      <p>{t('loginLead')}</p>
      {problem ? <Alert type="error" showIcon role="alert" title={tell(problem)} style={{ marginBottom: 16 }} /> : null}
      <Button type="primary" size="large" block autoFocus loading={leaving} onClick={leave}>{t('login')}</Button>
    </LoginCard>
  );
}

let finishing: Promise<string> | null = null;

/** Where the identity provider sends the user back to. */
export function LoginCallback() {
  const t = useWords('shell');
  const tell = useLoginProblem();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    // A code is good once; React's strict mode mounts twice.
    finishing ??= finishLogin(new URLSearchParams(location.search)).finally(() => {
      finishing = null;
    });
    finishing.then((path) => navigate(path, { replace: true }), setProblem);
  }, [navigate]);
  return (
    <LoginCard>
      {problem ? (
        <>
          <Alert type="error" showIcon role="alert" title={tell(problem)} style={{ marginBottom: 16 }} />
          <Button type="primary" size="large" block onClick={() => void beginLogin('/').catch(setProblem)}>{t('loginAgain')}</Button>
        </>
      ) : (
        <p><Spin /> {t('loginWaiting')}</p>
      )}
    </LoginCard>
  );
}
