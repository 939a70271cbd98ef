import { App, Button, Input, Popconfirm, Radio, Table, Tag } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { DismissDuplicateDocument, MergePeopleDocument } from '../generated/operations.ts';
import type { MergeField } from '../generated/operations.ts';
import { useKeyedSubmission, useSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import type { Pair } from './duplicate-list.tsx';

type Side = 'one' | 'other';
const sides = ['one', 'other'] as const;
const fields: readonly MergeField[] = ['NAME', 'SEX', 'BIRTH_DATE', 'DOCUMENT', 'PHONE', 'HOUSEHOLD', 'RELATION'];

/** Two entries, field by field: which is kept, and whose content counts. */
export function ComparePair({ pair, onDone }: { pair: Pair; onDone(): void }) {
  const t = useWords('register');
  const term = useTerms();
  const { message } = App.useApp();
  const [keep, setKeep] = useState<Side>('one');
  const [chosen, setChosen] = useState<Partial<Record<MergeField, Side>>>({});
  const [reason, setReason] = useState('');
  const merging = useKeyedSubmission(MergePeopleDocument);
  const dismissing = useSubmission(DismissDuplicateDocument);
  const contentOf = useContent();
  const drop: Side = keep === 'one' ? 'other' : 'one';
  const merge = async () => {
    const [kept, dropped] = [pair[keep], pair[drop]];
    const take = fields.filter((field) => chosen[field] === drop);
    const done = await merging.submit({ keepId: kept.id, keepVersion: kept.version, dropId: dropped.id, dropVersion: dropped.version, take, reason: reason.trim() || null });
    if (!done) return;
    void message.success(t('merged'));
    onDone();
  };
  const dismiss = async () => {
    if (!(await dismissing.submit({ pairId: pair.id, reason: reason.trim() || null }))) return;
    void message.success(t('dismissed'));
    onDone();
  };
  return (
    <>
      <p className="muted">{t('chooseFields')}</p>
      <RefusalAlert refusal={merging.refusal ?? dismissing.refusal} />
      <Table
        size="small"
        rowKey="field"
        pagination={false}
        dataSource={fields.map((field) => ({ field }))}
        columns={[
          { title: '', width: 110, render: (_, { field }) => term('MergeField', field) },
          ...sides.map((side) => ({
            title: (
              <Radio checked={keep === side} onChange={() => setKeep(side)}>
                {t('keepThis')} {keep === side ? <Tag color="green">{t('kept')}</Tag> : <Tag>{t('dropped')}</Tag>}
              </Radio>
            ),
            render: (_: unknown, { field }: { field: MergeField }) => {
              const differs = contentOf(pair.one, field) !== contentOf(pair.other, field);
              if (!differs) return <span className="muted">{contentOf(pair[side], field) || '—'}</span>;
              return (
                <Radio checked={(chosen[field] ?? keep) === side} onChange={() => setChosen({ ...chosen, [field]: side })}>
                  {contentOf(pair[side], field) || '—'}
                </Radio>
              );
            },
          })),
        ]}
      />
      <div className="toolbar" style={{ marginTop: 12 }}>
        <Input style={{ maxWidth: 420 }} maxLength={200} placeholder={`${t('reason')} · ${t('reasonHint')}`} aria-label={t('reason')} value={reason} onChange={(event) => setReason(event.target.value)} />
        <span className="spread" />
        <Button loading={dismissing.busy} onClick={() => void dismiss()}>{t('notSame')}</Button>
        <Popconfirm title={t('mergeConfirm')} okText={t('merge')} onConfirm={() => void merge()}>
          <Button type="primary" loading={merging.busy}>{t('merge')}</Button>
        </Popconfirm>
      </div>
    </>
  );
}

function useContent(): (entry: Pair['one'], field: MergeField) => string {
  const term = useTerms();
  return (entry, field) => {
    switch (field) {
      case 'NAME': return entry.name;
      case 'SEX': return entry.sex ? term('Sex', entry.sex) : '';
      case 'BIRTH_DATE': return entry.birthDate ?? '';
      case 'DOCUMENT': return `${term('DocumentKind', entry.documentKind)} ${entry.idNumber ?? ''}`;
      case 'PHONE': return entry.phone ?? '';
      case 'HOUSEHOLD': return `${entry.household?.address ?? ''} ${placeName(entry.area)}`.trim();
      case 'RELATION': return entry.relation ?? '';
    }
  };
}
