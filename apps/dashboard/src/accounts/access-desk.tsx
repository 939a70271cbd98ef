import { useArea } from '../areas/use-area.ts';
import { MyAgencyDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Shown } from '../shell/states.tsx';
import { AccountTable } from './account-table.tsx';
import { KeyTable } from './key-table.tsx';

/** 账号与密钥 desk of an agency's administrator. */
export function AccessDesk() {
  const t = useWords('account');
  const { scopes } = useActor();
  const [areaCode] = useArea();
  const reading = useReading({ query: MyAgencyDocument, variables: {} });
  return (
    <Shown reading={reading}>
      {({ caller: { agency, accountId } }) => (
        <>
          <DeskHead title={`${t('title')} · ${agency?.title ?? ''}`} lead={t('lead')} />
          <DeskTabs
            desk="/access"
            items={[
              ...(scopes.has('account:manage') ? [{ key: 'accounts', label: t('accounts'), children: <AccountTable areaCode={areaCode} me={accountId} roles={agency?.roles ?? []} /> }] : []),
              ...(scopes.has('key:manage') ? [{ key: 'keys', label: t('keys'), children: <KeyTable areaCode={areaCode} scopes={agency?.machineScopes ?? []} /> }] : []),
            ]}
          />
        </>
      )}
    </Shown>
  );
}
