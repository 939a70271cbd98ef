import { TreeSelect } from 'antd';
import { GlassAreasDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useActor } from '../login/session.ts';

interface Named {
  code: string;
  name: string;
  children?: readonly Named[];
}

interface GlassAreaSelectProps {
  id?: string;
  value?: string;
  onChange?(code: string): void;
}

const streetDigits = 9;

/** Streets and communities that can be opened: the neighbours of a street or community, or what lies in a district. */
export function GlassAreaSelect({ id, value, onChange }: GlassAreaSelectProps) {
  const { areaCode: own } = useActor();
  const { data, loading } = useReading({ query: GlassAreasDocument, variables: { code: own } });
  const around: readonly Named[] = (own.length >= streetDigits ? data?.area?.parent?.children : data?.area?.children) ?? [];
  return (
    <TreeSelect
      id={id}
      value={value}
      onChange={onChange}
      loading={loading}
      showSearch={{ treeNodeFilterProp: 'title' }}
      treeData={around.filter(({ code }) => code !== own).map(branchOf)}
      style={{ width: '100%' }}
    />
  );
}

function branchOf({ code, name, children }: Named): { value: string; title: string; children: object[] } {
  return { value: code, title: name, children: (children ?? []).map(branchOf) };
}
