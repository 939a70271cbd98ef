import { Button, Input, Modal, Space, Table } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import type { GridBoardQuery } from '../generated/operations.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing } from '../shell/states.tsx';
import { CompoundHistory } from './compound-history.tsx';
import { CompoundUnitsForm } from './compound-units.tsx';
import { MoveCompoundForm } from './move-compound-form.tsx';

export type Compound = NonNullable<NonNullable<GridBoardQuery['area']>['compounds']>[number];
type Open = { what: 'move' | 'history' | 'units'; compound: Compound };

export function CompoundTable({ compounds, onChange }: { compounds: readonly Compound[]; onChange(): void }) {
  const t = useWords('grid');
  const shell = useWords('shell');
  const [open, setOpen] = useState<Open | null>(null);
  const [search, setSearch] = useState('');
  const close = () => setOpen(null);
  const shown = compounds.filter(({ name, address }) => `${name} ${address}`.includes(search));
  return (
    <>
      <div className="toolbar"><Input allowClear style={{ maxWidth: 280 }} placeholder={shell('search')} aria-label={shell('search')} onChange={(event) => setSearch(event.target.value.trim())} /></div>
      <Table<Compound>
        size="middle"
        rowKey="id"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={shown}
        scroll={{ x: 760 }}
        locale={{ emptyText: <Nothing text={t('noCompounds')} /> }}
        columns={[
          { title: t('name'), dataIndex: 'name' },
          { title: t('address'), dataIndex: 'address' },
          { title: t('grid'), render: (_, compound) => placeName(compound.grid) },
          {
            title: '', className: 'no-print',
            render: (_, compound) => (
              <Space>
                <ScopedButton scope="grid:manage" size="small" onClick={() => setOpen({ what: 'move', compound })}>{t('move')}</ScopedButton>
                <Button size="small" onClick={() => setOpen({ what: 'history', compound })}>{t('history')}</Button>
                <Button size="small" onClick={() => setOpen({ what: 'units', compound })}>{t('units')}</Button>
              </Space>
            ),
          },
        ]}
      />
      <Modal open={open?.what === 'move'} title={t('moveTitle')} footer={null} destroyOnHidden onCancel={close}>
        {open ? <MoveCompoundForm compound={open.compound} onDone={() => { close(); onChange(); }} /> : null}
      </Modal>
      <Modal open={open?.what === 'history'} title={`${t('historyTitle')} · ${open?.compound.name ?? ''}`} footer={null} destroyOnHidden onCancel={close}>
        {open ? <CompoundHistory compound={open.compound} onDone={() => { close(); onChange(); }} /> : null}
      </Modal>
      <Modal open={open?.what === 'units'} width={680} title={`${t('units')} · ${open?.compound.name ?? ''}`} footer={null} destroyOnHidden onCancel={close}>
        {open ? <CompoundUnitsForm compound={open.compound} onDone={close} /> : null}
      </Modal>
    </>
  );
}
