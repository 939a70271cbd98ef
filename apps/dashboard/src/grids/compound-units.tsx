import { App, Button, Form, Input, InputNumber, Space, Tag } from 'antd';
import { CompoundUnitsDocument, SaveCompoundUnitsDocument } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import type { Compound } from './compound-table.tsx';

interface Unit {
  building: string;
  unit: string;
  rooms?: number | null;
  households?: number;
}

/** Buildings, units and rooms of a compound, beside the households that are registered in them. */
export function CompoundUnitsForm({ compound, onDone }: { compound: Compound; onDone(): void }) {
  const reading = useReading({ query: CompoundUnitsDocument, variables: { areaCode: compound.grid.code } });
  return (
    <Shown reading={reading} rows={4}>
      {({ area }) => <Plan compound={compound} units={area?.compounds.find(({ id }) => id === compound.id)?.units ?? []} onDone={onDone} />}
    </Shown>
  );
}

function Plan({ compound, units, onDone }: { compound: Compound; units: readonly Unit[]; onDone(): void }) {
  const t = useWords('grid');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ units: Unit[] }>();
  const { submit, busy, refusal } = useSubmission(SaveCompoundUnitsDocument);
  const mayWrite = [useScope('grid:manage'), useScope('household:write')].some(Boolean);
  const told = Form.useWatch('units', form) ?? units;
  const send = async (fields: { units?: Unit[] }) => {
    const planned = (fields.units ?? []).filter(({ rooms }) => rooms).map(({ building, unit, rooms }) => ({ building, unit: unit ?? '', rooms: rooms! }));
    if (!(await submit({ input: { compoundId: compound.id, units: planned } }))) return;
    void message.success(t('unitsSaved'));
    onDone();
  };
  return (
    <Form form={form} onFinish={(fields) => void send(fields)} initialValues={{ units: units.map((unit) => ({ ...unit })) }} disabled={!mayWrite}>
      <RefusalAlert refusal={refusal} />
      {told.length === 0 ? <Nothing text={t('noUnits')} /> : null}
      <Form.List name="units">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }, at) => {
              const { rooms, households = 0 } = told[at] ?? {};
              return (
                <Space key={key} align="baseline">
                  <Form.Item name={[name, 'building']} rules={[{ required: true, whitespace: true, message: shell('required') }]}><Input maxLength={40} aria-label={`${t('building')} ${at + 1}`} placeholder={t('building')} /></Form.Item>
                  <Form.Item name={[name, 'unit']}><Input maxLength={40} aria-label={`${t('unit')} ${at + 1}`} placeholder={t('unit')} /></Form.Item>
                  <Form.Item name={[name, 'rooms']}><InputNumber min={1} max={2000} aria-label={`${t('rooms')} ${at + 1}`} placeholder={t('rooms')} /></Form.Item>
                  <span className="muted nowrap">{t('registered')} {households}</span>
                  {rooms && rooms > households ? <Tag color="gold">{t('missing', { count: rooms - households })}</Tag> : null}
                  <Button size="small" onClick={() => remove(name)}>{t('remove')}</Button>
                </Space>
              );
            })}
            <Button block type="dashed" onClick={() => add({ building: '', unit: '' })}>{t('addUnit')}</Button>
          </>
        )}
      </Form.List>
      <Button type="primary" htmlType="submit" block loading={busy} style={{ marginTop: 14 }}>{shell('save')}</Button>
    </Form>
  );
}
