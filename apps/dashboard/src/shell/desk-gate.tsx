import { LockOutlined } from '@ant-design/icons';
import { Result } from 'antd';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { roles, rolesWith } from '@lianfang/contracts/access';
import { useLanguage, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { desks, desksOf } from './desks.ts';

/** Lets in who has the desk of this address; tells the others whose desk it is. */
export function DeskGate({ children }: { children: ReactNode }) {
  const t = useWords('shell');
  const language = useLanguage();
  const { scopes } = useActor();
  const path = useLocation().pathname.split('/')[1];
  const desk = desks.find((one) => one.path === path);
  if (!desk || desksOf(scopes).includes(desk)) return children;
  const who = [...new Set(desk.anyOf.flatMap(rolesWith))].map((role) => roles[role][language]);
  return (
    <Result
      icon={<LockOutlined className="muted" />}
      title={t('deskClosed')}
      subTitle={t('deskOf', { who: who.join(t('listSeparator')) })}
      extra={<Link to="/">{t('goHome')}</Link>}
    />
  );
}
