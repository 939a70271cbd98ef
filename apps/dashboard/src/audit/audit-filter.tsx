import { DatePicker, Input, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { agencies } from '@lianfang/contracts/access';
import type { AuditFilter, AuditKind } from '../generated/operations.ts';
import { useLanguage, useTerms, useWords } from '../language/words.ts';

export const auditKinds = ['MUTATION', 'READ', 'EXPORT', 'REFUSAL', 'LOGIN', 'EFFECT'] as const satisfies readonly AuditKind[];

/** What is asked of the trail; each change asks anew. */
export function AuditFilterBar({ filter, onChange }: { filter: AuditFilter; onChange(filter: AuditFilter): void }) {
  const t = useWords('audit');
  const term = useTerms();
  const language = useLanguage();
  const text = (field: 'actor' | 'action' | 'record', width: number) => (
    <Input.Search allowClear placeholder={t(field)} aria-label={t(field)} style={{ width }} onSearch={(value) => onChange({ ...filter, [field]: value.trim() || null })} />
  );
  const days = (range: [Dayjs | null, Dayjs | null] | null) =>
    onChange({ ...filter, from: range?.[0]?.format('YYYY-MM-DD') ?? null, to: range?.[1]?.format('YYYY-MM-DD') ?? null });
  return (
    <>
      <Select
        mode="multiple" allowClear maxTagCount="responsive" placeholder={t('kinds')} aria-label={t('kind')} style={{ width: 220 }}
        options={auditKinds.map((value) => ({ value, label: term('AuditKind', value) }))}
        onChange={(kinds: AuditKind[]) => onChange({ ...filter, kinds: kinds.length > 0 ? kinds : null })}
      />
      <Select
        allowClear placeholder={t('agency')} aria-label={t('agency')} style={{ width: 170 }}
        options={Object.entries(agencies).map(([value, names]) => ({ value, label: names[language] }))}
        onChange={(agency?: string) => onChange({ ...filter, agency: agency ?? null })}
      />
      {text('actor', 150)}
      {text('action', 200)}
      {text('record', 300)}
      <DatePicker.RangePicker allowEmpty={[true, true]} onChange={days} style={{ width: 250 }} />
    </>
  );
}
