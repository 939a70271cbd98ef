import { App, Button, Card, Popconfirm, Radio, Table, Tag } from 'antd';
import { useState } from 'react';
import { ApplyLiaisonDocument, LiaisonPlansDocument, PreviewLiaisonDocument, UndoLiaisonDocument } from '../generated/operations.ts';
import type { LiaisonPlanKind, LiaisonPlanRowFragment, LiaisonPlansQuery } from '../generated/operations.ts';
import { useKeyedSubmission, useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';

const planChanges = { additionalTypenames: ['LiaisonPlan'] };

/** Shares households out: a preview first, in force when it is applied, undone afterwards. */
export function ShareOut({ areaCode, onChange }: { areaCode: string; onChange(): void }) {
  const t = useWords('liaison');
  const [kind, setKind] = useState<LiaisonPlanKind>('EVEN');
  const [plan, setPlan] = useState<LiaisonPlanRowFragment | null>(null);
  const preview = useKeyedSubmission(PreviewLiaisonDocument);
  const plans = useReading({ query: LiaisonPlansDocument, variables: { areaCode }, context: planChanges });
  const changed = () => {
    setPlan(null);
    plans.refetch();
    onChange();
  };
  const look = async () => setPlan((await preview.submit({ areaCode, kind }))?.previewLiaison ?? null);
  return (
    <>
      <RefusalAlert refusal={preview.refusal} />
      <div className="toolbar">
        <Radio.Group value={kind} optionType="button" onChange={({ target }) => { setKind(target.value as LiaisonPlanKind); setPlan(null); }} options={[{ value: 'EVEN', label: t('even') }, { value: 'ANEW', label: t('anew') }]} />
        <Button type="primary" loading={preview.busy} onClick={() => void look()}>{t('preview')}</Button>
        <span className="muted">{t(kind === 'EVEN' ? 'evenHint' : 'anewHint')}</span>
      </div>
      {plan ? <Preview plan={plan} onDone={changed} onDiscard={() => setPlan(null)} /> : null}
      <h3>{t('plans')}</h3>
      <Shown reading={plans}>{({ liaisonPlans }) => <Plans plans={liaisonPlans.filter(({ state }) => state !== 'PREVIEWED')} onDone={changed} />}</Shown>
    </>
  );
}

function Preview({ plan, onDone, onDiscard }: { plan: LiaisonPlanRowFragment; onDone(): void; onDiscard(): void }) {
  const t = useWords('liaison');
  const { count } = useFormats();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(ApplyLiaisonDocument);
  const { households, officials, moves, least, most } = plan;
  const changing = plan.lines.filter(({ receives, gives }) => receives + gives > 0);
  const apply = async () => {
    const answer = await submit({ planId: plan.id });
    if (!answer) return;
    void message.success(t('applied', { count: answer.applyLiaison.moves }));
    onDone();
  };
  return (
    <Card size="small" style={{ marginBottom: 16 }} title={t('planSums', { households: count(households), officials: count(officials), moves: count(moves), least, most })}>
      <RefusalAlert refusal={refusal} />
      {moves === 0 ? <Nothing text={t('nothingMoves')} /> : (
        <>
          <p className="muted">{t('changedOnly', { count: changing.length })}</p>
          <Table
            size="small" rowKey={(line) => line.official.id} dataSource={changing} pagination={{ pageSize: 20, hideOnSinglePage: true }}
            columns={[
              { title: t('official'), render: (_, line) => <>{line.official.name} <span className="muted">{line.official.unit}</span></> },
              { title: t('was'), align: 'right', render: (_, line) => count(line.was) },
              { title: t('gives'), align: 'right', render: (_, line) => count(line.gives) },
              { title: t('receives'), align: 'right', render: (_, line) => count(line.receives) },
              { title: t('becomes'), align: 'right', render: (_, line) => <strong>{count(line.becomes)}</strong> },
            ]}
          />
          <div className="toolbar" style={{ marginTop: 12 }}>
            <Button type="primary" loading={busy} onClick={() => void apply()}>{t('apply')}</Button>
            <Button onClick={onDiscard}>{t('discard')}</Button>
          </div>
        </>
      )}
    </Card>
  );
}

function Plans({ plans, onDone }: { plans: LiaisonPlansQuery['liaisonPlans']; onDone(): void }) {
  const t = useWords('liaison');
  const term = useTerms();
  const { count, moment } = useFormats();
  return (
    <Table
      size="small" rowKey="id" pagination={false} dataSource={plans} locale={{ emptyText: <Nothing text={t('noPlans')} /> }}
      columns={[
        { title: t('madeAt'), className: 'nowrap', render: (_, plan) => moment(plan.appliedAt ?? plan.madeAt) },
        { title: t('kind'), render: (_, plan) => term('LiaisonPlanKind', plan.kind) },
        { title: t('moves'), align: 'right', render: (_, plan) => count(plan.moves) },
        { title: t('madeBy'), dataIndex: 'madeBy' },
        { title: t('state'), render: (_, plan) => <Tag color={plan.state === 'APPLIED' ? 'cyan' : 'default'}>{term('LiaisonPlanState', plan.state)}</Tag> },
        { title: '', width: 90, render: (_, plan) => (plan.state === 'APPLIED' ? <Undo plan={plan} onDone={onDone} /> : null) },
      ]}
    />
  );
}

function Undo({ plan, onDone }: { plan: LiaisonPlansQuery['liaisonPlans'][number]; onDone(): void }) {
  const t = useWords('liaison');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(UndoLiaisonDocument);
  useTold(refusal);
  const undo = async () => {
    if (!(await submit({ planId: plan.id }))) return;
    void message.success(t('undone'));
    onDone();
  };
  return (
    <Popconfirm title={t('undoSure', { count: plan.moves })} okText={t('undo')} onConfirm={() => void undo()}>
      <Button size="small" loading={busy}>{t('undo')}</Button>
    </Popconfirm>
  );
}
