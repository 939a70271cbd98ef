import { App, Button, Form, Input, Select, Space } from 'antd';
import { SavePresetDocument } from '../generated/operations.ts';
import type { LedgerField, LedgerLevel } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import type { SavedForm } from './form-list.tsx';

interface Fields {
  agency: string;
  title: string;
  level: LedgerLevel;
  columns: { field: LedgerField; heading: string }[];
}

const levels: readonly LedgerLevel[] = ['DISTRICT', 'STREET', 'COMMUNITY'];
const anywhere: readonly LedgerField[] = ['NUMBER', 'COUNTY', 'STREET', 'COMMUNITY', 'GRID', 'GRID_HEAD', 'COMPOUND', 'COMPOUND_ADDRESS', 'DAY', 'BLANK'];
const doors: readonly LedgerField[] = ['BUILDING', 'UNIT', 'ROOM', 'DOOR', 'OCCUPANCY', 'HEAD_NAME', 'HEAD_PHONE'];
const fieldsOf: Record<LedgerLevel, readonly LedgerField[]> = {
  DISTRICT: [...anywhere, 'HOUSEHOLDS', 'VACANT_HOUSEHOLDS', 'PEOPLE'],
  STREET: [...anywhere, ...doors, 'PEOPLE'],
  COMMUNITY: [...anywhere, ...doors, 'NAME', 'SEX', 'BIRTH_DATE', 'AGE', 'ID_NUMBER', 'PHONE', 'RELATION'],
};
const refusals = { PRESET_TAKEN: 'title' };

/** Columns in the agency's order, under the agency's headings. */
export function FormEditor({ areaCode, form: saved, onDone }: { areaCode: string; form: SavedForm | null; onDone(): void }) {
  const t = useWords('register');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { submit, busy, refusal } = useSubmission(SavePresetDocument);
  const unplaced = useFieldRefusal(form, refusal, refusals);
  const level = Form.useWatch('level', form) ?? saved?.level ?? 'COMMUNITY';
  const required = [{ required: true, whitespace: true, message: shell('required') }];
  const send = async (values: Fields) => {
    const input = { id: saved?.id ?? null, version: saved?.version ?? null, areaCode: saved?.area.code ?? areaCode, ...values };
    if (!(await submit({ input }))) return;
    void message.success(t('saved'));
    onDone();
  };
  const named = (field: LedgerField, at: number) => {
    const told = form.getFieldValue(['columns', at, 'heading']) as string | undefined;
    if (!told) form.setFieldValue(['columns', at, 'heading'], term('LedgerField', field));
  };
  const initial = saved ? { ...saved, columns: saved.columns.map(({ field, heading }) => ({ field, heading })) } : { level: 'COMMUNITY' as const, columns: [{ field: 'NUMBER' as const, heading: term('LedgerField', 'NUMBER') }] };
  return (
    <Form<Fields> form={form} layout="vertical" onFinish={(values) => void send(values)} initialValues={initial}>
      <RefusalAlert refusal={unplaced} />
      <Space.Compact block>
        <Form.Item name="agency" label={t('agency')} rules={required} style={{ flex: 1 }}><Input autoFocus maxLength={60} /></Form.Item>
        <Form.Item name="title" label={t('formTitle')} rules={required} style={{ flex: 1 }}><Input maxLength={60} /></Form.Item>
        <Form.Item name="level" label={t('level')}><Select style={{ width: 160 }} options={levels.map((value) => ({ value, label: term('LedgerLevel', value) }))} /></Form.Item>
      </Space.Compact>
      <Form.List name="columns">
        {(rows, { add, remove, move }) => (
          <fieldset style={{ border: 0, padding: 0, margin: 0 }} aria-label={t('columns')}>
            {rows.map(({ key, name }, at) => (
              <Space key={key} align="baseline" style={{ display: 'flex' }}>
                <span className="muted">{at + 1}</span>
                <Form.Item name={[name, 'field']} rules={[{ required: true, message: shell('required') }]}>
                  <Select style={{ width: 200 }} showSearch={{ optionFilterProp: 'label' }} aria-label={t('field')} onChange={(field: LedgerField) => named(field, at)} options={fieldsOf[level].map((value) => ({ value, label: term('LedgerField', value) }))} />
                </Form.Item>
                <Form.Item name={[name, 'heading']} rules={required}><Input style={{ width: 240 }} maxLength={30} aria-label={t('heading')} placeholder={t('heading')} /></Form.Item>
                <Button size="small" disabled={at === 0} onClick={() => move(at, at - 1)}>{t('moveUp')}</Button>
                <Button size="small" disabled={at === rows.length - 1} onClick={() => move(at, at + 1)}>{t('moveDown')}</Button>
                <Button size="small" disabled={rows.length === 1} onClick={() => remove(name)}>{t('remove')}</Button>
              </Space>
            ))}
            <Button block type="dashed" disabled={rows.length >= 40} onClick={() => add({})}>{t('addColumn')}</Button>
          </fieldset>
        )}
      </Form.List>
      <Button type="primary" htmlType="submit" block loading={busy} style={{ marginTop: 14 }}>{shell('save')}</Button>
    </Form>
  );
}
