import { Button, Tooltip } from 'antd';
import type { ButtonProps } from 'antd';
import { roles, rolesWith } from '@lianfang/contracts/access';
import type { Scope } from '@lianfang/contracts/access';
import { useLanguage, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';

/** A button of an action that not everyone may do. Who may not sees it greyed, with the roles that can. */
export function ScopedButton({ scope, ...button }: ButtonProps & { scope: Scope }) {
  const allowed = useScope(scope);
  const whoCan = useWhoCan(scope);
  if (allowed) return <Button {...button} />;
  return (
    <Tooltip title={whoCan}>
      <Button {...button} disabled />
    </Tooltip>
  );
}

export function useWhoCan(scope: Scope): string {
  const t = useWords('shell');
  const language = useLanguage();
  const who = rolesWith(scope).map((role) => roles[role][language]);
  return who.length > 0 ? t('needsRole', { who: who.join(t('listSeparator')) }) : t('needsNobody');
}
