import { Alert, App, Button, Descriptions, Form, Input, Modal, Popconfirm, Tag, Timeline, Tooltip } from 'antd';
import { useState } from 'react';
import type { Scope } from '@lianfang/contracts/access';
import { placeName } from '../areas/place-name.ts';
import { GridSignOffFileDocument, ReturnGridDocument, SignGridDocument } from '../generated/operations.ts';
import type { GridSignOffFileQuery, SignLevel, SignatureRowFragment, VoidRowFragment } from '../generated/operations.ts';
import { useKeyedSubmission, useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { VoidLine } from './void-list.tsx';

type Grid = NonNullable<GridSignOffFileQuery['gridSignOff']>;

const scopeOf: Record<SignLevel, Scope> = { INVESTIGATOR: 'sweep:investigate', COMMUNITY: 'sweep:endorse', STREET: 'sweep:approve' };
const below: Record<SignLevel, SignLevel> = { INVESTIGATOR: 'INVESTIGATOR', COMMUNITY: 'INVESTIGATOR', STREET: 'COMMUNITY' };

/** One grid: what is signed over, who signed, what fell, and the signature or return whose turn it is. */
export function GridFile({ roundId, areaCode, onChange }: { roundId: string; areaCode: string; onChange(): void }) {
  const t = useWords('sweep');
  const reading = useReading({ query: GridSignOffFileDocument, variables: { roundId, areaCode } });
  const changed = () => {
    reading.refetch();
    onChange();
  };
  return <Shown reading={reading}>{({ gridSignOff }) => (gridSignOff ? <File grid={gridSignOff} onChange={changed} /> : <Nothing text={t('noneBelow')} />)}</Shown>;
}

function File({ grid, onChange }: { grid: Grid; onChange(): void }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  return (
    <>
      <div className="toolbar">
        <strong>{placeName(grid.area)} · {grid.round.name}</strong>
        <div className="spread" />
        <Button onClick={() => print()}>{shell('print')}</Button>
      </div>
      {grid.obstacle ? <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t(`obstacle_${grid.obstacle as 'GRID_NOT_FINISHED'}`)} /> : null}
      <Now grid={grid} />
      <Snapshot grid={grid} />
      {grid.next ? <Actions grid={grid} next={grid.next} onChange={onChange} /> : null}
      <h3>{t('signatures')}</h3>
      <Signatures signatures={grid.signatures} voids={grid.voids} />
    </>
  );
}

function Now({ grid }: { grid: Grid }) {
  const t = useWords('sweep');
  const { count, percent } = useFormats();
  const { coverage } = grid;
  return (
    <dl className="figures-row">
      <div><dt>{t('coverage')}</dt><dd>{percent(coverage.ratio)}</dd></div>
      <div><dt>{t('reached')}</dt><dd>{count(coverage.reached)}<small>/ {count(coverage.households)}</small></dd></div>
      <div className={coverage.unreached > 0 ? 'is-amber' : ''}><dt>{t('unreached')}</dt><dd>{count(coverage.unreached)}</dd></div>
      <div className={coverage.untried > 0 ? 'is-amber' : ''}><dt>{t('untried')}</dt><dd>{count(coverage.untried)}</dd></div>
      <div className={coverage.conflicted > 0 ? 'is-amber' : ''}><dt>{t('conflicted')}</dt><dd>{count(coverage.conflicted)}</dd></div>
    </dl>
  );
}

function Snapshot({ grid: { snapshot } }: { grid: Grid }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { count, moment } = useFormats();
  if (!snapshot) return <p className="muted">{t('noSnapshot')}</p>;
  const items = [
    [t('takenAt'), moment(snapshot.takenAt)],
    [t('households'), count(snapshot.households)],
    [t('reached'), count(snapshot.reached)],
    [t('unreached'), count(snapshot.unreached)],
    [t('outcomes'), snapshot.outcomes.map((one) => `${term('SweepOutcome', one.outcome)} ${one.doors}`).join(' · ') || '—'],
    [t('returnees'), snapshot.returnees.map((one) => `${term('OriginKind', one.origin)} ${one.people}`).join(' · ') || '—'],
    [t('hash'), <Tooltip key="hash" title={snapshot.hash}><code>{snapshot.hash.slice(0, 16)}…</code></Tooltip>],
  ] as const;
  return (
    <>
      <h3>
        {t('snapshot')} · {t('versionOf', { version: snapshot.version })}{' '}
        <Tag color={snapshot.intact ? 'green' : 'red'}>{t(snapshot.intact ? 'intact' : 'notIntact')}</Tag>
        <Tag color={snapshot.current ? 'green' : 'orange'}>{t(snapshot.current ? 'current' : 'notCurrent')}</Tag>
      </h3>
      <Descriptions size="small" bordered column={2} items={items.map(([label, children]) => ({ key: label, label, children }))} style={{ marginBottom: 16 }} />
    </>
  );
}

function Actions({ grid, next, onChange }: { grid: Grid; next: SignLevel; onChange(): void }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { message } = App.useApp();
  const [returning, setReturning] = useState(false);
  const { submit, busy, refusal } = useKeyedSubmission(SignGridDocument);
  const sign = async () => {
    const snapshotId = next === 'INVESTIGATOR' ? null : (grid.snapshot?.id ?? null);
    if (!(await submit({ roundId: grid.roundId, areaCode: grid.areaCode, level: next, snapshotId }))) return;
    void message.success(t('signed'));
    onChange();
  };
  const sure = next === 'INVESTIGATOR' ? t('signFirstSure') : t('signSure', { version: grid.snapshot?.version ?? '' });
  return (
    <div className="no-print">
      <RefusalAlert refusal={refusal} />
      <div className="toolbar">
        <Popconfirm title={sure} onConfirm={() => void sign()}>
          <ScopedButton scope={scopeOf[next]} type="primary" loading={busy} disabled={grid.obstacle !== null && grid.obstacle !== undefined}>{t('sign', { level: term('SignLevel', next) })}</ScopedButton>
        </Popconfirm>
        {next === 'INVESTIGATOR' ? null : <ScopedButton scope={scopeOf[next]} danger onClick={() => setReturning(true)}>{t('return')}</ScopedButton>}
      </div>
      <Modal open={returning} footer={null} destroyOnHidden title={t('returnTitle', { level: term('SignLevel', below[next]) })} onCancel={() => setReturning(false)}>
        <ReturnForm grid={grid} level={next} onDone={() => { setReturning(false); onChange(); }} />
      </Modal>
    </div>
  );
}

function ReturnForm({ grid, level, onDone }: { grid: Grid; level: SignLevel; onDone(): void }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useKeyedSubmission(ReturnGridDocument);
  const send = async ({ reason }: { reason: string }) => {
    if (!(await submit({ roundId: grid.roundId, areaCode: grid.areaCode, level, snapshotId: grid.snapshot!.id, reason }))) return;
    void message.success(t('returned'));
    onDone();
  };
  return (
    <Form<{ reason: string }> layout="vertical" onFinish={(fields) => void send(fields)}>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="reason" label={t('returnReason')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input.TextArea autoFocus rows={3} maxLength={200} showCount placeholder={t('returnPlaceholder')} />
      </Form.Item>
      <Button danger htmlType="submit" block loading={busy}>{t('return')}</Button>
    </Form>
  );
}

/** Signatures, returns and what fell, in the order of time, the newest first. */
function Signatures({ signatures, voids }: { signatures: readonly SignatureRowFragment[]; voids: readonly VoidRowFragment[] }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { moment } = useFormats();
  const lines = [
    ...signatures.map((one) => ({
      key: one.id, at: one.signedAt, color: one.act === 'RETURNED' ? 'orange' : one.valid ? 'green' : 'gray',
      children: <>{term('SignLevel', one.level)} · {one.signer} · {term('SignAct', one.act)} · {t('versionOf', { version: one.version })} · {moment(one.signedAt)} {one.act === 'SIGNED' && !one.valid ? <Tag>{t('invalid')}</Tag> : null}{one.reason ? <div>{one.reason}</div> : null}</>,
    })),
    ...voids.map((one) => ({ key: `void ${one.id}`, at: one.voidedAt, color: 'red', children: <VoidLine fallen={one} /> })),
  ].toSorted((a, b) => b.at.localeCompare(a.at));
  if (lines.length === 0) return <Nothing text={t('nobody')} />;
  return <Timeline items={lines.map(({ key, color, children }) => ({ key, color, content: children }))} />;
}
