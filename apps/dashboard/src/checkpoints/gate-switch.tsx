import { App, Popconfirm } from 'antd';
import { SetCheckpointOpenDocument } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { useTold } from '../shell/use-told.tsx';

/** Opens or closes a gate; closing asks first. */
export function GateSwitch({ checkpointId, open, onDone }: { checkpointId: string; open: boolean; onDone(): void }) {
  const t = useWords('checkpoint');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(SetCheckpointOpenDocument);
  useTold(refusal);
  const set = async () => {
    if (!(await submit({ checkpointId, open: !open }))) return;
    void message.success(open ? t('isClosed') : t('isOpen'));
    onDone();
  };
  if (!open) return <ScopedButton scope="checkpoint:write" size="small" loading={busy} onClick={() => void set()}>{t('openIt')}</ScopedButton>;
  return (
    <Popconfirm title={t('closeSure')} onConfirm={() => void set()}>
      <ScopedButton scope="checkpoint:write" size="small" loading={busy}>{t('closeIt')}</ScopedButton>
    </Popconfirm>
  );
}
