import { TreeSelect } from 'antd';
import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { AreaPathDocument } from '../generated/operations.ts';

interface Branch {
  id: string;
  pId?: string;
  value: string;
  title: string;
  isLeaf: boolean;
}

interface AreaSelectProps {
  /** Top of what can be chosen. */
  within: string;
  value?: string;
  onChange?(code: string): void;
  id?: string;
}

/** Chooses an area at or below `within`; branches are fetched as they are opened. */
export function AreaSelect({ within, value, onChange, id }: AreaSelectProps) {
  const client = useClient();
  const [branches, setBranches] = useState<Branch[]>([]);

  useEffect(() => {
    void client.query(AreaPathDocument, { code: within }).toPromise().then(({ data }) => {
      if (!data?.area) return;
      const { code, name, children, level } = data.area;
      const top: Branch = { id: code, value: code, title: name, isLeaf: level === 'GRID' };
      setBranches([top, ...children.map((child) => branchOf(child, code))]);
    });
  }, [client, within]);

  const open = async (code: string) => {
    const { data } = await client.query(AreaPathDocument, { code }).toPromise();
    const found = (data?.area?.children ?? []).map((child) => branchOf(child, code));
    setBranches((before) => [...before.filter((branch) => branch.pId !== code), ...found]);
  };

  return (
    <TreeSelect
      id={id}
      treeDataSimpleMode
      showSearch={{ treeNodeFilterProp: 'title' }}
      treeDefaultExpandedKeys={[within]}
      treeData={branches}
      value={value}
      onChange={onChange}
      loadData={({ value: code }) => open(String(code))}
      style={{ width: '100%' }}
    />
  );
}

function branchOf(area: { code: string; name: string; level: string }, parent: string): Branch {
  return { id: area.code, pId: parent, value: area.code, title: area.name, isLeaf: area.level === 'GRID' };
}
