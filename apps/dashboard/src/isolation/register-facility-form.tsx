import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, InputNumber, Space } from 'antd';
import { AreaSelect } from '../areas/area-select.tsx';
import { RegisterFacilityDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { isRoomRun, roomsOf } from './rooms.ts';
import type { RoomRun } from './rooms.ts';

interface FacilityFields {
  name: string;
  areaCode: string;
  address: string;
  sponsor: string;
  runs: RoomRun[];
}

/** Refusals that a field is to blame for. */
const fieldsOf = { FACILITY_NAME_INVALID: 'name', AREA_NOT_YOURS: 'areaCode' };

export function RegisterFacilityForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('isolation');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const jurisdiction = useActor().areaCode;
  const [form] = Form.useForm<FacilityFields>();
  const { submit, busy, refusal } = useKeyedSubmission(RegisterFacilityDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const required = [{ required: true, whitespace: true, message: shell('required') }];
  const send = async ({ runs, ...fields }: FacilityFields) => {
    if (!(await submit({ ...fields, rooms: roomsOf(runs) }))) return;
    void message.success(t('facilityRegistered'));
    onDone();
  };
  return (
    <Form<FacilityFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ areaCode, runs: [{ from: '201', to: '210', beds: 2 }] }}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="name" label={t('facilityName')} rules={required}><Input autoFocus maxLength={60} /></Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={required}><AreaSelect within={jurisdiction} /></Form.Item>
      <Form.Item name="address" label={t('facilityAddress')} rules={required}><Input maxLength={120} /></Form.Item>
      <Form.Item name="sponsor" label={t('sponsor')} rules={required}><Input maxLength={60} /></Form.Item>
      <Form.Item label={t('rooms')} extra={t('roomsHint')}><RoomRuns /></Form.Item>
      <Form.Item noStyle shouldUpdate>{({ getFieldValue }) => <BedTotal runs={(getFieldValue('runs') as (RoomRun | undefined)[]) ?? []} />}</Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('registerFacility')}</Button>
    </Form>
  );
}

function RoomRuns() {
  const t = useWords('isolation');
  const whole = [{ validator: (_: unknown, run: string) => (/^\d{1,6}$/.test(run ?? '') ? Promise.resolve() : Promise.reject(new Error(t('roomRunInvalid')))) }];
  return (
    <Form.List name="runs">
      {(runs, { add, remove }) => (
        <>
          {runs.map(({ key, name }) => (
            <Space key={key} align="baseline">
              <Form.Item name={[name, 'from']} rules={whole} style={{ marginBottom: 8 }}><Input prefix={t('roomFrom')} style={{ width: 120 }} /></Form.Item>
              <Form.Item name={[name, 'to']} rules={whole} style={{ marginBottom: 8 }}><Input prefix={t('roomTo')} style={{ width: 120 }} /></Form.Item>
              <Form.Item name={[name, 'beds']} style={{ marginBottom: 8 }}><InputNumber prefix={t('bedsPerRoom')} min={1} max={12} precision={0} style={{ width: 150 }} /></Form.Item>
              {runs.length > 1 ? <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('rooms')} −`} onClick={() => remove(name)} /> : null}
            </Space>
          ))}
          <div><Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add({ beds: 2 })}>{t('addRooms')}</Button></div>
        </>
      )}
    </Form.List>
  );
}

function BedTotal({ runs }: { runs: readonly (RoomRun | undefined)[] }) {
  const t = useWords('isolation');
  const { count } = useFormats();
  const rooms = roomsOf(runs.filter((run): run is RoomRun => run?.from !== undefined && isRoomRun(run)));
  return <p>{t('bedTotal', { rooms: count(rooms.length), beds: count(rooms.reduce((sum, room) => sum + room.beds, 0)) })}</p>;
}
