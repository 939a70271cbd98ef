import { App, Button, Form, Input, Select } from 'antd';
import { AreaSelect } from '../areas/area-select.tsx';
import { ChangeAccountDocument, RegisterAccountDocument } from '../generated/operations.ts';
import type { AccountRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission, useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';
import type { RoleChoice } from './account-table.tsx';

interface AccountEntry {
  accountId: string;
  name: string;
  roles: string[];
  areaCode: string;
  householdId?: string;
}

const fieldsOf = {
  ACCOUNT_ID_INVALID: 'accountId', ACCOUNT_TAKEN: 'accountId', ACCOUNT_NAME_INVALID: 'name', ROLE_NOT_OF_AGENCY: 'roles', AREA_NOT_YOURS: 'areaCode',
  AREA_CODE_INVALID: 'areaCode', HOUSEHOLD_NOT_OF_ROLE: 'householdId',
};

/** Registers an account, or changes one; what the server shows masked goes back masked and is left as it is. */
export function AccountForm({ account, roles, onDone }: { account: AccountRowFragment | null; roles: readonly RoleChoice[]; onDone(): void }) {
  const t = useWords('account');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { areaCode: own } = useActor();
  const [form] = Form.useForm<AccountEntry>();
  const registration = useKeyedSubmission(RegisterAccountDocument);
  const change = useSubmission(ChangeAccountDocument);
  const { busy, refusal } = account ? change : registration;
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const isResident = (Form.useWatch('roles', form) ?? []).includes('resident');
  const submit = async ({ accountId, householdId, ...entry }: AccountEntry) => {
    const household = householdId?.trim() || null;
    const answer = account
      ? await change.submit({ input: { accountId: account.id, version: account.version, ...entry, ...(household ? { householdId: household } : {}) } })
      : await registration.submit({ accountId: accountId.trim(), householdId: household, ...entry });
    if (!answer) return;
    void message.success(account ? t('changed') : t('registered'));
    onDone();
  };
  const required = [{ required: true, message: shell('required') }];
  return (
    <Form<AccountEntry>
      form={form}
      layout="vertical"
      initialValues={account ? { name: account.name, roles: account.roles.map(({ name }) => name), areaCode: account.area.code } : { areaCode: own }}
      onFinish={(entry) => void submit(entry)}
    >
      <RefusalAlert refusal={unplaced} />
      {account ? null : (
        <Form.Item name="accountId" label={t('id')} extra={t('idHint')} rules={required}>
          <Input autoFocus autoComplete="off" maxLength={64} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('name')} rules={required}>
        <Input autoComplete="off" maxLength={50} />
      </Form.Item>
      <Form.Item name="roles" label={t('roles')} rules={required}>
        <Select mode="multiple" options={roles.map(({ name, title }) => ({ value: name, label: title }))} />
      </Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={required}>
        <AreaSelect within={own} />
      </Form.Item>
      {isResident ? (
        <Form.Item name="householdId" label={t('household')} extra={t('householdHint')}>
          <Input autoComplete="off" />
        </Form.Item>
      ) : null}
      <Button type="primary" htmlType="submit" block loading={busy}>{account ? t('change') : t('register')}</Button>
    </Form>
  );
}
