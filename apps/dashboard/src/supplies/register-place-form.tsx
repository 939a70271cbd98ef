import { App, Button, Form, Input, Segmented } from 'antd';
import { AreaSelect } from '../areas/area-select.tsx';
import { RegisterPlaceDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';

interface PlaceFields {
  name: string;
  kind: 'WAREHOUSE' | 'COMMUNITY';
  areaCode: string;
}

/** Refusals that a field is to blame for. */
const fieldsOf = { PLACE_NAME_INVALID: 'name', PLACE_KIND_INVALID: 'kind', AREA_NOT_YOURS: 'areaCode' };

export function RegisterPlaceForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const jurisdiction = useActor().areaCode;
  const [form] = Form.useForm<PlaceFields>();
  const { submit, busy, refusal } = useKeyedSubmission(RegisterPlaceDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const required = [{ required: true, whitespace: true, message: shell('required') }];
  const send = async (fields: PlaceFields) => {
    if (!(await submit({ ...fields, name: fields.name.trim() }))) return;
    void message.success(t('placeRegistered'));
    onDone();
  };
  return (
    <Form<PlaceFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ kind: 'WAREHOUSE', areaCode }}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="name" label={t('placeName')} rules={required}><Input autoFocus maxLength={60} /></Form.Item>
      <Form.Item name="kind" label={t('placeKind')}>
        <Segmented block options={(['WAREHOUSE', 'COMMUNITY'] as const).map((value) => ({ value, label: term('PlaceKind', value) }))} />
      </Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={required}><AreaSelect within={jurisdiction} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('registerPlace')}</Button>
    </Form>
  );
}
