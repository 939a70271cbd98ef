import { Modal, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { PersonCodesDocument } from '../generated/operations.ts';
import type { PersonCodesQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { CodeForm } from './code-form.tsx';
import { CodeTag } from './code-tag.tsx';
import { EvidenceText } from './evidence-text.tsx';

type Coded = NonNullable<PersonCodesQuery['person']>;
type Change = Coded['codeHistory'][number];

/** The code of a person with its history, and the ways to set and to correct it. */
export function CodePanel({ person }: { person: { id: string; name: string } }) {
  const t = useWords('code');
  const withGrounds = useScope('code:assign');
  const reading = useReading({ query: PersonCodesDocument, variables: { id: person.id, withGrounds } });
  return (
    <div className="panel">
      <Shown reading={reading} rows={2}>
        {({ person: coded }) =>
          coded?.healthCode ? (
            <>
              <Present coded={coded} name={person.name} onChange={reading.refetch} />
              <History changes={coded.codeHistory} withGrounds={withGrounds} />
            </>
          ) : <h2>{t('title')}</h2>
        }
      </Shown>
    </div>
  );
}

function Present({ coded: { id, healthCode, codeHistory }, name, onChange }: { coded: Coded; name: string; onChange(): void }) {
  const t = useWords('code');
  const { moment } = useFormats();
  const [opened, setOpened] = useState<'assign' | 'correct' | null>(null);
  const code = healthCode!;
  const latest = codeHistory[0];
  const done = () => {
    setOpened(null);
    onChange();
  };
  return (
    <div className="toolbar">
      <h2 style={{ margin: 0 }}>{t('title')} <CodeTag code={code.code} /></h2>
      <span className="muted">
        {code.since ? t('sinceAt', { at: moment(code.since) }) : t('never')}
        {code.until ? ` · ${t('untilAt', { at: moment(code.until) })}` : ''} · {code.rule.summary}
      </span>
      <div className="spread" />
      {latest ? <ScopedButton scope="code:assign" size="small" onClick={() => setOpened('correct')}>{t('correct')}</ScopedButton> : null}
      <ScopedButton scope="code:assign" size="small" onClick={() => setOpened('assign')}>{t('assign')}</ScopedButton>
      <Modal open={opened !== null} title={opened === 'correct' ? t('correctTitle', { name }) : t('assignTitle', { name })} footer={null} destroyOnHidden onCancel={() => setOpened(null)}>
        <CodeForm personIds={[id]} changeId={opened === 'correct' ? latest?.id : undefined} onDone={done} />
      </Modal>
    </div>
  );
}

function History({ changes, withGrounds }: { changes: readonly Change[]; withGrounds: boolean }) {
  const t = useWords('code');
  return (
    <>
      <Table
        size="small"
        rowKey="id"
        pagination={changes.length > 8 ? { pageSize: 8, size: 'small' } : false}
        scroll={{ x: 720 }}
        columns={useColumns(withGrounds)}
        dataSource={[...changes]}
        locale={{ emptyText: <Nothing text={t('noHistory')} /> }}
      />
      {withGrounds || changes.length === 0 ? null : <p className="muted">{t('noGrounds')}</p>}
    </>
  );
}

function useColumns(withGrounds: boolean): ColumnsType<Change> {
  const t = useWords('code');
  const { moment } = useFormats();
  const grounds: ColumnsType<Change> = [
    { title: t('reason'), dataIndex: 'reason', render: (text: string | null) => text ?? '—' },
    { title: t('evidence'), render: (_, { evidence }) => <EvidenceText evidence={evidence} /> },
  ];
  return [
    { title: t('at'), dataIndex: 'at', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
    { title: t('change'), className: 'nowrap', width: 150, render: (_, { previous, code }) => <><CodeTag code={previous} />→ <CodeTag code={code} /></> },
    { title: t('rule'), render: (_, { rule, corrects }) => <>{corrects ? <Tag color="blue">{t('corrected')}</Tag> : null}{rule.summary} <span className="muted">{rule.id}@{rule.version}</span></> },
    ...(withGrounds ? grounds : []),
    { title: t('decidedBy'), render: (_, { decidedBy, approvedBy }) => <>{decidedBy ?? <span className="muted">{t('byRule')}</span>}{approvedBy ? <div className="muted">{t('approvedBy', { name: approvedBy })}</div> : null}</> },
  ];
}
