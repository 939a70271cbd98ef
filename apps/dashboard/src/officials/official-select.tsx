import { Select } from 'antd';
import { useState } from 'react';
import { OfficialsDocument } from '../generated/operations.ts';
import type { OfficialPost } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';

interface OfficialSelectProps {
  areaCode: string;
  post?: OfficialPost;
  value?: string;
  onChange?(id: string | undefined): void;
  id?: string;
}

/** Chooses an official of an area, or of those above it, by name or unit. */
export function OfficialSelect({ areaCode, post, value, onChange, id }: OfficialSelectProps) {
  const t = useWords('official');
  const [search, setSearch] = useState('');
  const { data, loading } = useReading({ query: OfficialsDocument, variables: { areaCode, post: post ?? null, liaisonOnly: false, search: search || null, first: 50, after: null } });
  return (
    <Select
      id={id} value={value} onChange={onChange} allowClear loading={loading} placeholder={t('choose')} style={{ width: '100%' }} showSearch={{ filterOption: false, onSearch: setSearch }}
      options={(data?.officials.edges ?? []).map(({ node }) => ({ value: node.id, label: `${node.name} · ${node.unit}` }))}
    />
  );
}
