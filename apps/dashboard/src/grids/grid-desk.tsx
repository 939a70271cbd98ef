import { Button, Modal, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useArea } from '../areas/use-area.ts';
import { GridBoardDocument } from '../generated/operations.ts';
import type { GridBoardQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { CompoundTable } from './compound-table.tsx';
import { SquadForm } from './squad-form.tsx';

type Board = NonNullable<GridBoardQuery['area']>;
type Child = Board['children'][number];
const streetDigits = 9;

/** 网格 desk: the tree of areas with heads and squads, and the compounds in them. */
export function GridDesk() {
  const t = useWords('grid');
  const shell = useWords('shell');
  const [areaCode] = useArea();
  const withCompounds = areaCode.length >= streetDigits;
  const reading = useReading({ query: GridBoardDocument, variables: { code: areaCode, withCompounds } });
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}><Button onClick={() => window.print()}>{shell('print')}</Button></DeskHead>
      <Shown reading={reading}>
        {({ area }) => area && (
          <>
            {area.level === 'GRID' ? null : <Children area={area} onChange={reading.refetch} />}
            <div className="panel">
              <h2>{t('compounds')}</h2>
              {withCompounds ? <CompoundTable compounds={area.compounds ?? []} onChange={reading.refetch} /> : <p className="muted">{t('compoundsWhere')}</p>}
            </div>
          </>
        )}
      </Shown>
    </>
  );
}

function Children({ area, onChange }: { area: Board; onChange(): void }) {
  const t = useWords('grid');
  const term = useTerms();
  const { count } = useFormats();
  const [, choose] = useArea();
  const [named, setNamed] = useState<Child | null>(null);
  const grids = area.level === 'COMMUNITY';
  return (
    <div className="panel">
      <h2>{t('areas')}</h2>
      <Table<Child>
        size="middle"
        rowKey="code"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={area.children}
        scroll={{ x: 760 }}
        locale={{ emptyText: <Nothing text={t('noAreas')} /> }}
        columns={[
          { title: t('name'), render: (_, child) => <Button type="link" style={{ padding: 0 }} onClick={() => choose(child.code)}>{child.name}</Button> },
          { title: t('level'), render: (_, child) => <Tag>{term('AreaLevel', child.level)}</Tag> },
          ...(grids
            ? [
                { title: t('head'), render: (_: unknown, child: Child) => child.squad?.headName ?? '—' },
                {
                  title: t('squad'),
                  render: (_: unknown, child: Child) => child.squad && (
                    <Space wrap size={4}>
                      <span>{t('members', { count: child.squad.members })}</span>
                      {child.squad.list.slice(1).map(({ name, duty }) => <Tag key={`${name} ${duty}`}>{name}{duty ? ` · ${duty}` : ''}</Tag>)}
                    </Space>
                  ),
                },
              ]
            : []),
          { title: t('households'), align: 'right', render: (_, child) => count(child.register.households) },
          { title: t('vacant'), align: 'right', render: (_, child) => count(child.register.vacantHouseholds) },
          { title: t('people'), align: 'right', render: (_, child) => count(child.register.people) },
          ...(grids ? [{ title: '', className: 'no-print', render: (_: unknown, child: Child) => <ScopedButton scope="grid:manage" size="small" onClick={() => setNamed(child)}>{t('nameSquad')}</ScopedButton> }] : []),
        ]}
      />
      <Modal open={named !== null} title={`${t('nameSquad')} · ${named?.name ?? ''}`} footer={null} destroyOnHidden onCancel={() => setNamed(null)}>
        {named ? <SquadForm gridCode={named.code} squad={named.squad ?? null} onDone={() => { setNamed(null); onChange(); }} /> : null}
      </Modal>
    </div>
  );
}
