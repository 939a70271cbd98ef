import { App, Button, Modal, Radio, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { EditConflictsDocument, ResolveEditConflictDocument } from '../generated/operations.ts';
import type { ConflictRowFragment, ConflictSide, ConflictState } from '../generated/operations.ts';
import { useKeyedSubmission, useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';

/** Two people said different things, and neither knew of the other: a clerk decides, field by field. */
export function ConflictList({ areaCode }: { areaCode: string }) {
  const t = useWords('sweep');
  const [state, setState] = useState<ConflictState>('OPEN');
  const [opened, setOpened] = useState<ConflictRowFragment | null>(null);
  const paging = usePaging(`${areaCode} ${state}`);
  const reading = useReading({ query: EditConflictsDocument, variables: { areaCode, state, first: 50, after: paging.after } });
  return (
    <>
      <div className="toolbar">
        <Segmented<ConflictState> value={state} onChange={setState} options={[{ value: 'OPEN', label: t('openOnly') }, { value: 'RESOLVED', label: t('decided') }]} />
      </div>
      <Shown reading={reading}>
        {({ editConflicts }) => (
          <>
            <ConflictTable conflicts={editConflicts.edges.map((edge) => edge.node)} onOpen={setOpened} />
            <Pager paging={paging} totalCount={editConflicts.totalCount} pageInfo={editConflicts.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={opened !== null} width={720} footer={null} destroyOnHidden title={t('decide')} onCancel={() => setOpened(null)}>
        {opened ? <Decision conflict={opened} onDone={() => { setOpened(null); reading.refetch(); }} /> : null}
      </Modal>
    </>
  );
}

function ConflictTable({ conflicts, onOpen }: { conflicts: ConflictRowFragment[]; onOpen(conflict: ConflictRowFragment): void }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { moment } = useFormats();
  const said = useSaid();
  return (
    <Table<ConflictRowFragment>
      size="middle" rowKey="id" pagination={false} dataSource={conflicts} scroll={{ x: 900 }}
      locale={{ emptyText: <Nothing text={t('noConflicts')} /> }}
      columns={[
        { title: t('subject'), render: (_, row) => <><Tag>{term('ConflictKind', row.kind)}</Tag>{row.person?.name ?? row.household?.address} <span className="muted">{row.round?.name}</span></> },
        { title: t('area'), render: (_, row) => placeName(row.area) },
        { title: t('change'), render: (_, row) => row.fields.map((one) => <div key={one.field}>{said.name(one.field)}：{said.value(one.field, one.first)} / {said.value(one.field, one.second)}</div>) },
        { title: t('first'), render: (_, row) => row.firstBy ?? '—' },
        { title: t('second'), render: (_, row) => row.secondBy },
        { title: t('voidedAt'), className: 'nowrap', render: (_, row) => moment(row.receivedAt) },
        { title: '', render: (_, row) => (row.state === 'OPEN' ? <ScopedButton scope="conflict:resolve" size="small" type="primary" onClick={() => onOpen(row)}>{t('decide')}</ScopedButton> : <span className="muted">{row.resolvedBy} · {moment(row.resolvedAt)}</span>) },
      ]}
    />
  );
}

function Decision({ conflict, onDone }: { conflict: ConflictRowFragment; onDone(): void }) {
  const t = useWords('sweep');
  const { message } = App.useApp();
  const { moment } = useFormats();
  const said = useSaid();
  const [taken, setTaken] = useState<Record<string, ConflictSide>>({});
  const { submit, busy, refusal } = useKeyedSubmission(ResolveEditConflictDocument);
  const complete = conflict.fields.every(({ field }) => taken[field]);
  const send = async () => {
    const take = conflict.fields.map(({ field }) => ({ field, side: taken[field]! }));
    if (!(await submit({ conflictId: conflict.id, take }))) return;
    void message.success(t('decided'));
    onDone();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <p>{conflict.person?.name ?? conflict.household?.address}</p>
      <p className="muted">{t('decideHint')}</p>
      {conflict.fields.map(({ field, first, second }) => (
        <div key={field} className="conflict-field">
          <strong>{said.name(field)}</strong>
          <Radio.Group vertical aria-label={said.name(field)} value={taken[field]} onChange={(event) => setTaken({ ...taken, [field]: event.target.value as ConflictSide })}>
            <Radio value="FIRST">{t('takeFirst')}：{said.value(field, first)} <span className="muted">{conflict.firstBy}</span></Radio>
            <Radio value="SECOND">{t('takeSecond')}：{said.value(field, second)} <span className="muted">{conflict.secondBy} · {t('deviceTime')} {moment(conflict.madeAt)}</span></Radio>
          </Radio.Group>
        </div>
      ))}
      <Button type="primary" block disabled={!complete} loading={busy} onClick={() => void send()}>{t('decide')}</Button>
    </>
  );
}

/** Fields and what was said of them, in the words of the pages. */
function useSaid() {
  const t = useWords('sweep');
  const term = useTerms();
  return {
    name(field: string): string {
      const [kind, more] = field.split('.');
      if (kind === 'returnees' && more) return `${t('returnees')} · ${term('OriginKind', more)}`;
      return t(`field_${kind as 'name'}`);
    },
    value(field: string, value: string | null | undefined): string {
      if (!value) return '—';
      return field === 'outcome' ? term('SweepOutcome', value) : value;
    },
  };
}
