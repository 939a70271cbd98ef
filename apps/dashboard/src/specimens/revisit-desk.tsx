import { App, Button, Form, Input, InputNumber, List, Modal, Radio, Tag } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { BlindDoorsDocument, RecordRevisitDocument } from '../generated/operations.ts';
import type { BlindDoorsQuery, Occupancy } from '../generated/operations.ts';
import { useKeyedSubmission, useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { PrintButton } from './specimen-desk.tsx';

type Door = BlindDoorsQuery['blindDoors']['edges'][number]['node'];

/** The revisiting squad's list, on a phone or on paper: addresses, and nothing that was answered before. */
export function RevisitDesk() {
  const t = useWords('specimen');
  const { moment } = useFormats();
  const [areaCode] = useArea();
  const [shown, setShown] = useState<Door | null>(null);
  const paging = usePaging(areaCode);
  const reading = useReading({ query: BlindDoorsDocument, variables: { areaCode, openOnly: true, first: 50, after: paging.after }, requestPolicy: 'cache-and-network' });
  return (
    <>
      <DeskHead title={t('revisitTitle')} lead={t('revisitLead')}><PrintButton /></DeskHead>
      <div className="panel" style={{ maxWidth: 720 }}>
        <Shown reading={reading}>
          {({ blindDoors }) => (
            <>
              <List<Door>
                dataSource={blindDoors.edges.map((edge) => edge.node)}
                locale={{ emptyText: <Nothing text={t('noDoors')} /> }}
                renderItem={(door) => (
                  <List.Item key={door.id} actions={[<Button key="record" type="primary" onClick={() => setShown(door)}>{t('record')}</Button>]}>
                    <List.Item.Meta title={<>{door.place}. {door.address} {door.met === false ? <Tag color="gold">{t('notMet')}</Tag> : null}</>} description={`${placeName(door.area)} · ${door.specimenTitle} · ${t('dueAt')} ${moment(door.dueAt)}`} />
                  </List.Item>
                )}
              />
              <Pager paging={paging} totalCount={blindDoors.totalCount} pageInfo={blindDoors.pageInfo} />
            </>
          )}
        </Shown>
      </div>
      <Modal open={shown !== null} title={shown?.address} footer={null} destroyOnHidden onCancel={() => setShown(null)}>
        {shown ? <BlindForm door={shown} onDone={() => { setShown(null); reading.refetch(); }} /> : null}
      </Modal>
    </>
  );
}

interface Answers {
  met: boolean;
  occupancy: Occupancy;
  residents?: number;
  headName?: string;
  phone?: string;
  returnees?: number;
  note?: string;
}

function BlindForm({ door, onDone }: { door: Door; onDone(): void }) {
  const t = useWords('specimen');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<Answers>();
  const { submit, busy, refusal } = useKeyedSubmission(RecordRevisitDocument);
  const met = Form.useWatch('met', form);
  const occupancy = Form.useWatch('occupancy', form);
  const send = async (given: Answers) => {
    const lives = given.met && given.occupancy === 'OCCUPIED';
    const answer = await submit({
      doorId: door.id, met: given.met, occupancy: given.met ? given.occupancy : null, residents: given.met ? (lives ? given.residents ?? null : 0) : null,
      headName: lives ? given.headName || null : null, phone: lives ? given.phone || null : null, returnees: lives ? given.returnees ?? null : null, note: given.note || null,
    });
    if (!answer) return;
    void message.success(t('sent'));
    onDone();
  };
  const whole = { min: 0, max: 99, precision: 0, style: { width: '100%' } } as const;
  return (
    <Form<Answers> form={form} layout="vertical" initialValues={{ met: true, occupancy: 'OCCUPIED' }} onFinish={(given) => void send(given)}>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="met" label={t('metQuestion')}><Radio.Group optionType="button" options={[{ value: true, label: t('yes') }, { value: false, label: t('no') }]} /></Form.Item>
      {met !== false ? (
        <Form.Item name="occupancy" label={t('occupancy')}>
          <Radio.Group optionType="button" options={(['OCCUPIED', 'VACANT'] as const).map((value) => ({ value, label: term('Occupancy', value) }))} />
        </Form.Item>
      ) : null}
      {met !== false && occupancy !== 'VACANT' ? (
        <>
          <Form.Item name="residents" label={t('residents')} rules={[{ required: true, message: shell('required') }]}><InputNumber {...whole} min={1} /></Form.Item>
          <Form.Item name="headName" label={t('headName')}><Input maxLength={50} autoComplete="off" /></Form.Item>
          <Form.Item name="phone" label={t('phone')}><Input maxLength={20} inputMode="tel" autoComplete="off" /></Form.Item>
          <Form.Item name="returnees" label={t('returnees')}><InputNumber {...whole} /></Form.Item>
        </>
      ) : null}
      <Form.Item name="note" label={t('note')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t('send')}</Button>
    </Form>
  );
}
