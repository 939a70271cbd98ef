import { App, Button, Form, Input, InputNumber, Progress, Radio, Table, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useClient } from 'urql';
import { AreaSelect } from '../areas/area-select.tsx';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { DrawSpecimenDocument, SpecimenSizeDocument, SpecimensDocument } from '../generated/operations.ts';
import type { SpecimenRowFragment } from '../generated/operations.ts';
import { useKeyedSubmission, useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { DiscrepancyList } from './discrepancy-list.tsx';

/** 解剖式检查 desk: samples, their progress and their corrections. */
export function SpecimenDesk() {
  const t = useWords('specimen');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')} />
      <DeskTabs
        desk="/specimens"
        items={[
          { key: 'list', label: t('specimens'), children: <Specimens areaCode={areaCode} /> },
          { key: 'draw', label: t('draw'), children: <DrawForm key={areaCode} areaCode={areaCode} /> },
          { key: 'corrections', label: t('corrections'), children: <DiscrepancyList areaCode={areaCode} specimenId={null} /> },
        ]}
      />
    </>
  );
}

function Specimens({ areaCode }: { areaCode: string }) {
  const t = useWords('specimen');
  const { moment } = useFormats();
  const paging = usePaging(areaCode);
  const reading = useReading({ query: SpecimensDocument, variables: { areaCode, first: 20, after: paging.after }, requestPolicy: 'cache-and-network' });
  return (
    <Shown reading={reading}>
      {({ specimens }) => (
        <>
          <Table<SpecimenRowFragment>
            size="middle" rowKey="id" pagination={false} dataSource={specimens.edges.map((edge) => edge.node)} scroll={{ x: 900 }}
            locale={{ emptyText: <Nothing text={t('noSpecimens')}><Link to={{ pathname: '/specimens/draw', search: location.search }}>{t('draw')}</Link></Nothing> }}
            columns={[
              { title: t('name'), render: (_, row) => <Link to={{ pathname: `/specimens/at/${row.id}`, search: location.search }}>{row.title}</Link> },
              { title: t('area'), render: (_, row) => placeName(row.area) },
              { title: t('size'), align: 'right', render: (_, row) => `${row.size} / ${row.population}` },
              { title: t('progress'), width: 170, render: (_, row) => <ProgressOf specimen={row} /> },
              { title: t('total'), align: 'right', render: (_, row) => `${row.discrepancies.done} / ${row.discrepancies.total}` },
              { title: t('drawnAt'), className: 'nowrap', render: (_, row) => moment(row.drawnAt) },
              { title: t('state'), render: (_, row) => (row.report ? <Tag color="green">{t('published')}</Tag> : <Tag color="gold">{t('going')}</Tag>) },
            ]}
          />
          <Pager paging={paging} totalCount={specimens.totalCount} pageInfo={specimens.pageInfo} />
        </>
      )}
    </Shown>
  );
}

export function ProgressOf({ specimen }: { specimen: Pick<SpecimenRowFragment, 'met' | 'notMet' | 'size'> }) {
  const done = specimen.met + specimen.notMet;
  return <Progress size="small" style={{ minWidth: 120, margin: 0 }} percent={Math.round((done / specimen.size) * 100)} format={() => `${done} / ${specimen.size}`} />;
}

interface DrawValues {
  areaCode?: string;
  title: string;
  by: 'COUNT' | 'PRECISION';
  doors: number;
  percent: number;
  seed?: string;
}

function DrawForm({ areaCode }: { areaCode: string }) {
  const t = useWords('specimen');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<DrawValues>();
  const { submit, busy, refusal } = useKeyedSubmission(DrawSpecimenDocument);
  const values = Form.useWatch([], form) as DrawValues | undefined;
  const needed = useNeeded(values?.by === 'PRECISION' ? values.areaCode : undefined, values?.percent);
  const draw = async ({ areaCode: chosen, title, by, doors, percent, seed }: DrawValues) => {
    const answer = await submit({ areaCode: chosen!, title, seed: seed || null, doors: by === 'COUNT' ? doors : null, margin: by === 'PRECISION' ? percent / 100 : null, dueAt: null });
    if (!answer) return;
    void message.success(t('drawn', { count: answer.drawSpecimen.size }));
    void navigate({ pathname: `/specimens/at/${answer.drawSpecimen.id}`, search: location.search });
  };
  return (
    <Form<DrawValues>
      form={form} layout="vertical" style={{ maxWidth: 560 }} onFinish={(given) => void draw(given)}
      initialValues={{ areaCode: areaCode.length >= 12 ? areaCode : undefined, by: 'COUNT', doors: 30, percent: 10 }}
    >
      <RefusalAlert refusal={refusal} />
      <Form.Item name="areaCode" label={t('area')} rules={[{ required: true, message: t('areaWanted') }, { validator: (_, code: string | undefined) => (!code || code.length >= 12 ? Promise.resolve() : Promise.reject(new Error(t('areaWanted')))) }]}>
        <AreaSelect within={areaCode} />
      </Form.Item>
      <Form.Item name="title" label={t('name')} extra={t('nameHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="by" label={t('sizeBy')}>
        <Radio.Group optionType="button" options={[{ value: 'COUNT', label: t('byCount') }, { value: 'PRECISION', label: t('byMargin') }]} />
      </Form.Item>
      {values?.by === 'PRECISION'
        ? <Form.Item name="percent" label={t('margin')} extra={needed === null ? undefined : t('needs', { count: needed })}><InputNumber min={0.5} max={30} step={0.5} prefix="±" suffix="%" style={{ width: 160 }} /></Form.Item>
        : <Form.Item name="doors" label={t('doors')}><InputNumber min={1} max={2000} precision={0} style={{ width: 160 }} /></Form.Item>}
      <Form.Item name="seed" label={t('seed')} extra={t('seedHint')}><Input maxLength={64} /></Form.Item>
      <ScopedButton scope="specimen:draw" type="primary" htmlType="submit" loading={busy}>{t('drawNow')}</ScopedButton>
    </Form>
  );
}

/** How many doors the wanted margin takes, while it is chosen. */
function useNeeded(areaCode: string | undefined, percent: number | undefined): number | null {
  const client = useClient();
  const [needed, setNeeded] = useState<number | null>(null);
  useEffect(() => {
    setNeeded(null);
    if (!areaCode || areaCode.length < 12 || !percent) return;
    let current = true;
    void client.query(SpecimenSizeDocument, { areaCode, margin: percent / 100 }).toPromise().then(({ data }) => current && setNeeded(data?.specimenSize ?? null));
    return () => {
      current = false;
    };
  }, [client, areaCode, percent]);
  return needed;
}

export function PrintButton() {
  const t = useWords('specimen');
  return <Button onClick={() => window.print()}>{t('print')}</Button>;
}
