import { Button, Drawer, Modal, Table, Tag } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { AreaStockDocument, PlacesStockDocument } from '../generated/operations.ts';
import type { PlacesStockQuery } from '../generated/operations.ts';
import { useMovingReading } from '../graph/use-moving-reading.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { MovementList } from './movement-list.tsx';
import { MoveStockForm } from './move-stock-form.tsx';
import { RegisterPlaceForm } from './register-place-form.tsx';

type Place = PlacesStockQuery['places'][number];

/** Stock of the area by item, then place by place. */
export function StockBoard({ areaCode, moves }: { areaCode: string; moves: number }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const [opened, setOpened] = useState<Place | null>(null);
  const [form, setForm] = useState<'move' | 'place' | null>(null);
  const close = () => setForm(null);
  const reading = useMovingReading({ query: PlacesStockDocument, variables: { areaCode, kind: null } }, moves);
  return (
    <>
      <ItemSums areaCode={areaCode} moves={moves} />
      <div className="toolbar">
        <div className="spread" />
        <Button onClick={() => print()}>{shell('print')}</Button>
        <ScopedButton scope="stock:write" onClick={() => setForm('place')}>{t('registerPlace')}</ScopedButton>
        <ScopedButton scope="stock:write" type="primary" onClick={() => setForm('move')}>{t('move')}</ScopedButton>
      </div>
      <Shown reading={reading}>{({ places }) => <PlaceTable places={places} onOpen={setOpened} />}</Shown>
      <Drawer open={opened !== null} size={820} title={`${t('movements')} · ${opened?.name ?? ''}`} destroyOnHidden onClose={() => setOpened(null)}>
        {opened ? <MovementList placeId={opened.id} /> : null}
      </Drawer>
      <Modal open={form === 'move'} title={t('move')} footer={null} destroyOnHidden onCancel={close}>
        <MoveStockForm areaCode={areaCode} onDone={() => { close(); reading.refetch(); }} />
      </Modal>
      <Modal open={form === 'place'} title={t('registerPlace')} footer={null} destroyOnHidden onCancel={close}>
        <RegisterPlaceForm areaCode={areaCode} onDone={() => { close(); reading.refetch(); }} />
      </Modal>
    </>
  );
}

function ItemSums({ areaCode, moves }: { areaCode: string; moves: number }) {
  const t = useWords('supply');
  const { count } = useFormats();
  const reading = useMovingReading({ query: AreaStockDocument, variables: { areaCode } }, moves);
  return (
    <Shown reading={reading} rows={1}>
      {({ area }) => area && area.stock.length > 0 ? (
        <dl className="figures-row">
          {area.stock.map(({ item, quantity, places }) => (
            <div key={item.id} className={quantity < item.threshold ? 'is-amber' : ''} title={t('threshold', { count: count(item.threshold) })}>
              <dt>{item.name}</dt>
              <dd>{count(quantity)}<small>{item.unit} · {t('inPlaces', { count: count(places) })}</small></dd>
            </div>
          ))}
        </dl>
      ) : null}
    </Shown>
  );
}

function PlaceTable({ places, onOpen }: { places: readonly Place[]; onOpen(place: Place): void }) {
  const t = useWords('supply');
  const term = useTerms();
  const { count } = useFormats();
  return (
    <Table
      size="middle"
      rowKey="id"
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 760 }}
      dataSource={places}
      locale={{ emptyText: <Nothing text={t('noStock')} /> }}
      columns={[
        { title: t('place'), render: (_, place) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(place)}>{place.name}</Button> },
        { title: t('placeKind'), dataIndex: 'kind', width: 100, render: (kind: string) => term('PlaceKind', kind) },
        { title: t('area'), width: 160, render: (_, row) => placeName(row.area) },
        {
          title: t('stock'),
          render: (_, place) => place.stock.length === 0 ? <span className="muted">{t('nothingHere')}</span> : place.stock.map((stock) => (
            <Tag key={stock.id} color={stock.belowThreshold ? 'gold' : 'default'}>
              {stock.item.name} <b>{count(stock.quantity)}</b> {stock.item.unit}{stock.belowThreshold ? ` · ${t('short')}` : ''}
            </Tag>
          )),
        },
      ]}
    />
  );
}
