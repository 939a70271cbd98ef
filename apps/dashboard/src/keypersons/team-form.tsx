import { App, Button, Form } from 'antd';
import { GiveTeamDocument } from '../generated/operations.ts';
import type { TeamRole } from '../generated/operations.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { OfficialSelect } from '../officials/official-select.tsx';
import { RefusalAlert } from '../shell/states.tsx';
import { teamRoles } from './team-tags.tsx';

type TeamEntry = Partial<Record<TeamRole, string>>;

/** A team for one or many: each role chosen is given, or handed over from who holds it. */
export function TeamForm({ areaCode, keyPersonIds, onDone }: { areaCode: string; keyPersonIds: string[]; onDone(): void }) {
  const t = useWords('keyPerson');
  const term = useTerms();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useKeyedSubmission(GiveTeamDocument);
  const give = async (entry: TeamEntry) => {
    const posts = teamRoles.flatMap((role) => (entry[role] ? [{ role, officialId: entry[role] }] : []));
    if (posts.length === 0) return void message.warning(t('noRole'));
    const answer = await submit({ keyPersonIds, posts });
    if (!answer) return;
    const { given, handedOver, unchanged } = answer.giveTeam;
    void message.success(t('given', { given, handed: handedOver, same: unchanged }));
    onDone();
  };
  return (
    <Form<TeamEntry> layout="vertical" onFinish={(entry) => void give(entry)}>
      <RefusalAlert refusal={refusal} />
      <p className="muted">{t('giveHint')}</p>
      {teamRoles.map((role) => (
        <Form.Item key={role} name={role} label={term('TeamRole', role)} style={{ marginBottom: 10 }}><OfficialSelect areaCode={areaCode} post={role} /></Form.Item>
      ))}
      <Button type="primary" htmlType="submit" block loading={busy}>{t('give')}</Button>
    </Form>
  );
}
