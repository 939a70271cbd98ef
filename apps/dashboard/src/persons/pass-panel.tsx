import { App, Button, Popconfirm, Space, Tag } from 'antd';
import { useState } from 'react';
import { IssuePassDocument, RevokePassDocument } from '../generated/operations.ts';
import { useKeyedSubmission, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { RefusalAlert } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { PassCode } from './pass-code.tsx';
import type { Entry } from './person-page.tsx';

type Pass = NonNullable<Entry['passes']>[number];

const colours: Readonly<Record<string, string>> = { ACTIVE: 'green', BLOCKED: 'red', REVOKED: 'default' };

/** The person's passes; a clerk issues, shows and revokes them. */
export function PassPanel({ person, onChange }: { person: Entry; onChange(): void }) {
  const t = useWords('person');
  const { message } = App.useApp();
  const passes = person.passes ?? [];
  const { submit, busy, refusal } = useKeyedSubmission(IssuePassDocument);
  const household = person.household;
  const issue = async (householdId: string) => {
    if (!(await submit({ householdId, personId: person.id, areaCode: person.area.code }))) return;
    void message.success(t('passIssued'));
    onChange();
  };
  const holds = passes.some((pass) => pass.state !== 'REVOKED');
  return (
    <div className="panel">
      <h2>{t('passes')}</h2>
      <RefusalAlert refusal={refusal} />
      {passes.length === 0 ? <p className="muted">{t('noPasses')}</p> : null}
      {passes.map((pass) => <PassLine key={pass.id} pass={pass} name={person.name} onChange={onChange} />)}
      {household && !holds ? <ScopedButton scope="pass:issue" size="small" type="primary" loading={busy} onClick={() => void issue(household.id)}>{t('issuePass')}</ScopedButton> : null}
    </div>
  );
}

function PassLine({ pass, name, onChange }: { pass: Pass; name: string; onChange(): void }) {
  const t = useWords('person');
  const term = useTerms();
  const { moment } = useFormats();
  const [shown, setShown] = useState(false);
  const mayShow = useScope('pass:issue');
  return (
    <p>
      <Tag color={colours[pass.state]}>{term('PassState', pass.state)}</Tag> {pass.rule.summary} · {t('validUntil', { at: moment(pass.validUntil) })}
      {pass.nextOutingAt ? <span className="muted"> · {t('nextOuting', { at: moment(pass.nextOutingAt) })}</span> : null}
      {pass.state === 'REVOKED' ? null : (
        <Space size={6} style={{ marginInlineStart: 12 }}>
          {mayShow ? <Button size="small" onClick={() => setShown(true)}>{t('showPass')}</Button> : null}
          <RevokePass passId={pass.id} onDone={onChange} />
        </Space>
      )}
      {shown ? <PassCode passId={pass.id} name={name} validUntil={pass.validUntil} onClose={() => setShown(false)} /> : null}
    </p>
  );
}

function RevokePass({ passId, onDone }: { passId: string; onDone(): void }) {
  const t = useWords('person');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(RevokePassDocument);
  useTold(refusal);
  const revoke = async () => {
    if (!(await submit({ passId }))) return;
    void message.success(t('passRevoked'));
    onDone();
  };
  return (
    <Popconfirm title={t('revokeSure')} onConfirm={() => void revoke()}>
      <ScopedButton scope="pass:issue" size="small" loading={busy}>{t('revokePass')}</ScopedButton>
    </Popconfirm>
  );
}
