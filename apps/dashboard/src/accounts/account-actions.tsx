import { App, Popconfirm, Space } from 'antd';
import { ResumeAccountDocument, SignOutAccountDocument, SuspendAccountDocument } from '../generated/operations.ts';
import type { AccountRowFragment } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import type { Submission } from '../graph/use-graph.ts';
import type { Word } from '../language/words.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { useTold } from '../shell/use-told.tsx';

interface AccountActionProps {
  account: AccountRowFragment;
  /** Nobody suspends or changes the own account: another administrator does. */
  own: boolean;
  onEdit(): void;
  onDone(): void;
}

export function AccountActions({ account, own, onEdit, onDone }: AccountActionProps) {
  const t = useWords('account');
  const suspension = useSubmission(SuspendAccountDocument);
  const resumption = useSubmission(ResumeAccountDocument);
  const signOut = useSubmission(SignOutAccountDocument);
  useTold(suspension.refusal ?? resumption.refusal ?? signOut.refusal);
  const common = { id: account.id, onDone };
  return (
    <Space size={8} wrap>
      <ScopedButton scope="account:manage" size="small" disabled={own} onClick={onEdit}>{t('change')}</ScopedButton>
      {account.suspendedAt
        ? <Confirmed {...common} submission={resumption} word="resume" sure="resumeSure" told="resumedNow" />
        : <Confirmed {...common} submission={suspension} word="suspend" sure="suspendSure" told="suspendedNow" danger disabled={own} />}
      <Confirmed {...common} submission={signOut} word="signOut" sure="signOutSure" told="signedOutNow" />
    </Space>
  );
}

interface ConfirmedProps {
  id: string;
  submission: Submission<object, { accountId: string }>;
  word: Word<'account'>;
  sure: Word<'account'>;
  told: Word<'account'>;
  danger?: boolean;
  disabled?: boolean;
  onDone(): void;
}

function Confirmed({ id, submission, word, sure, told, danger, disabled, onDone }: ConfirmedProps) {
  const t = useWords('account');
  const { message } = App.useApp();
  const act = async () => {
    if (!(await submission.submit({ accountId: id }))) return;
    void message.success(t(told));
    onDone();
  };
  return (
    <Popconfirm title={t(sure, { id })} okText={t(word)} okButtonProps={{ danger }} disabled={disabled} onConfirm={() => void act()}>
      <ScopedButton scope="account:manage" size="small" danger={danger} disabled={disabled} loading={submission.busy}>{t(word)}</ScopedButton>
    </Popconfirm>
  );
}
