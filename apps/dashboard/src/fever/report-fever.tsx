import { App, Button, Collapse, Form, Input, InputNumber, Radio, Table, Tag } from 'antd';
import { useRef } from 'react';
import type { InputRef } from 'antd';
import { MyFeverReportsDocument, ReportFeverDocument } from '../generated/operations.ts';
import type { FeverReportKind, MyFeverReportsQuery } from '../generated/operations.ts';
import { useKeyedSubmission, useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';

interface Given {
  kind: FeverReportKind;
  name?: string;
  phone?: string;
  idNumber?: string;
  address?: string;
  medicines?: string;
  temperature?: number;
}

/** One buyer or patient, at the counter: two fields and a button; the rest when there is time. */
export function ReportFeverForm() {
  const t = useWords('fever');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const first = useRef<InputRef>(null);
  const { submit, busy, refusal } = useKeyedSubmission(ReportFeverDocument);
  const kind = Form.useWatch('kind', form);
  const send = async ({ kind: reported, name, phone, idNumber, address, medicines, temperature }: Given) => {
    const answer = await submit({
      kind: reported, name: name || null, phone: phone || null, idNumber: idNumber || null, address: address || null, medicines: medicines || null,
      temperature: temperature ?? null, occurredAt: null,
    });
    if (!answer) return;
    void message.success(t('sent', { name: name || phone || t('anybody') }));
    form.resetFields(['name', 'phone', 'idNumber', 'address', 'temperature']);
    first.current?.focus();
  };
  return (
    <Form<Given> form={form} layout="vertical" size="large" style={{ maxWidth: 440 }} initialValues={{ kind: 'MEDICINE_PURCHASE' }} onFinish={(given) => void send(given)} scrollToFirstError>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="kind" label={t('kind')}>
        <Radio.Group optionType="button" buttonStyle="solid" options={(['MEDICINE_PURCHASE', 'FEVER_PATIENT'] as const).map((value) => ({ value, label: term('FeverReportKind', value) }))} />
      </Form.Item>
      <Form.Item name="name" label={t('name')}><Input ref={first} maxLength={50} autoComplete="off" autoFocus /></Form.Item>
      <Form.Item
        name="phone" label={t('phone')} validateTrigger="onBlur"
        rules={[
          ({ getFieldValue }) => ({ validator: (_, phone?: string) => (phone?.trim() || getFieldValue('idNumber') ? Promise.resolve() : Promise.reject(new Error(t('whoNeeded')))) }),
          { pattern: /^\s*(\+?86[\s-]?)?1[3-9][\d\s-]{9,12}\s*$|^\s*0\d{2,3}-?\d{7,8}\s*$/, message: t('phoneWrong') },
        ]}
      >
        <Input maxLength={20} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="medicines" label={t(kind === 'FEVER_PATIENT' ? 'symptoms' : 'medicines')}><Input maxLength={200} autoComplete="off" /></Form.Item>
      <Collapse
        ghost size="small" style={{ marginBottom: 12 }}
        items={[{
          key: 'more', label: t('more'), forceRender: true,
          children: (
            <>
              <Form.Item name="idNumber" label={t('idNumber')} rules={[{ pattern: /^\s*\d{17}[\dXx]\s*$/, message: t('idWrong') }]}><Input maxLength={20} autoComplete="off" /></Form.Item>
              <Form.Item name="address" label={t('address')} extra={t('addressHint')}><Input maxLength={200} autoComplete="off" /></Form.Item>
              <Form.Item name="temperature" label={t('temperature')} rules={[{ type: 'number', min: 34, max: 43, message: t('temperatureWrong') }]}><InputNumber step={0.1} precision={1} inputMode="decimal" style={{ width: '100%' }} /></Form.Item>
            </>
          ),
        }]}
      />
      <Button type="primary" htmlType="submit" block loading={busy}>{t('send')}</Button>
    </Form>
  );
}

type Row = MyFeverReportsQuery['myFeverReports']['edges'][number]['node'];

export function MyReports() {
  const t = useWords('fever');
  const term = useTerms();
  const { moment } = useFormats();
  const paging = usePaging('mine');
  const reading = useReading({ query: MyFeverReportsDocument, variables: { first: 50, after: paging.after }, requestPolicy: 'cache-and-network' });
  return (
    <Shown reading={reading}>
      {({ myFeverReports }) => (
        <>
          <Table<Row>
            size="middle" rowKey="id" pagination={false} dataSource={myFeverReports.edges.map((edge) => edge.node)} scroll={{ x: 420 }}
            locale={{ emptyText: <Nothing text={t('noReports')} /> }}
            columns={[
              { title: t('name'), render: (_, row) => row.name ?? '—' },
              { title: t('phone'), render: (_, row) => row.phone ?? '—' },
              { title: t('kind'), render: (_, row) => <>{term('FeverReportKind', row.kind)}{row.imported ? <Tag style={{ marginLeft: 6 }}>{t('imported')}</Tag> : null}</> },
              { title: t('receivedAt'), className: 'nowrap', render: (_, row) => moment(row.receivedAt) },
            ]}
          />
          <Pager paging={paging} totalCount={myFeverReports.totalCount} pageInfo={myFeverReports.pageInfo} />
        </>
      )}
    </Shown>
  );
}
