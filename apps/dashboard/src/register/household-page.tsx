import { App, Button, DatePicker, Descriptions, Modal, Popconfirm, Space, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { HouseholdEntryDocument, SetHeadDocument, SetOccupancyDocument } from '../generated/operations.ts';
import type { HouseholdEntryQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { MoveResidentForm } from './move-resident-form.tsx';
import { RegisterResidentForm } from './register-resident-form.tsx';

type Household = NonNullable<HouseholdEntryQuery['household']>;
export type Member = Household['members'][number];

/** One door: who lives there, who answers for it, and the grid where it stood on any day. */
export function HouseholdPage() {
  const t = useWords('register');
  const { householdId = '' } = useParams();
  const [day, setDay] = useState(() => dayjs().format('YYYY-MM-DD'));
  const reading = useReading({ query: HouseholdEntryDocument, variables: { id: householdId, day } });
  return (
    <Shown reading={reading} rows={10}>
      {({ household }) => (household ? <HouseholdEntry household={household} day={day} onDay={setDay} onChange={reading.refetch} /> : <Nothing text={t('noHousehold')} />)}
    </Shown>
  );
}

function HouseholdEntry({ household, day, onDay, onChange }: { household: Household; day: string; onDay(day: string): void; onChange(): void }) {
  const t = useWords('register');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const [registering, setRegistering] = useState(false);
  const [moving, setMoving] = useState<Member | null>(null);
  const occupancy = useSubmission(SetOccupancyDocument);
  const head = useSubmission(SetHeadDocument);
  useTold(occupancy.refusal ?? head.refusal);
  const vacant = household.occupancy === 'VACANT';
  const done = (told: string) => {
    void message.success(told);
    setRegistering(false);
    setMoving(null);
    onChange();
  };
  const setOccupancy = async () => {
    if (await occupancy.submit({ input: { householdId: household.id, version: household.version, occupancy: vacant ? 'OCCUPIED' : 'VACANT' } })) done(t('occupancySet'));
    else onChange();
  };
  const setHead = async (member: Member) => {
    if (await head.submit({ input: { householdId: household.id, version: household.version, personId: member.id, formerRelation: null } })) done(t('headSet'));
    else onChange();
  };
  return (
    <>
      <DeskHead title={household.address} lead={placeName(household.area)}>
        <ScopedButton scope="household:write" type="primary" onClick={() => setRegistering(true)}>{t('register')}</ScopedButton>
        <Popconfirm title={t('vacantConfirm')} disabled={vacant} okText={t('setVacant')} onConfirm={() => void setOccupancy()}>
          <ScopedButton scope="household:write" loading={occupancy.busy} onClick={vacant ? () => void setOccupancy() : undefined}>{vacant ? t('setOccupied') : t('setVacant')}</ScopedButton>
        </Popconfirm>
        <Button onClick={() => window.print()}>{shell('print')}</Button>
      </DeskHead>
      <div className="panel">
        <Descriptions
          size="small"
          column={{ xs: 1, sm: 2 }}
          items={[
            { key: 'occupancy', label: t('household'), children: <Tag color={vacant ? 'default' : 'cyan'}>{term('Occupancy', household.occupancy)}</Tag> },
            {
              key: 'areaOn', label: t('areaOn'),
              children: (
                <Space>
                  <DatePicker size="small" aria-label={t('areaOn')} value={dayjs(day)} allowClear={false} disabledDate={(one) => one.isAfter(dayjs())} onChange={(one) => onDay(one!.format('YYYY-MM-DD'))} />
                  {household.areaOn ? placeName(household.areaOn) : t('unknownThen')}
                </Space>
              ),
            },
          ]}
        />
      </div>
      <div className="panel">
        <h2>{t('members')}</h2>
        <Table<Member>
          size="middle"
          rowKey="id"
          pagination={false}
          dataSource={household.members}
          locale={{ emptyText: <Nothing text={t('noMembers')} /> }}
          columns={[
            { title: t('person'), render: (_, member) => <><Link to={`/persons/${member.id}`}>{member.name}</Link> {member.id === household.head?.id ? <Tag color="green">{t('head')}</Tag> : null}</> },
            { title: t('relation'), render: (_, member) => member.relation ?? '—' },
            { title: term('LedgerField', 'SEX'), render: (_, member) => (member.sex ? term('Sex', member.sex) : '—') },
            { title: term('LedgerField', 'BIRTH_DATE'), render: (_, member) => member.birthDate ?? '—' },
            { title: term('LedgerField', 'PHONE'), render: (_, member) => member.phone ?? '—' },
            {
              title: '', className: 'no-print',
              render: (_, member) => (
                <Space>
                  {member.id === household.head?.id ? null : <ScopedButton scope="household:write" size="small" loading={head.busy} onClick={() => void setHead(member)}>{t('makeHead')}</ScopedButton>}
                  <ScopedButton scope="household:write" size="small" onClick={() => setMoving(member)}>{t('move')}</ScopedButton>
                </Space>
              ),
            },
          ]}
        />
      </div>
      <Modal open={registering} title={t('register')} footer={null} destroyOnHidden onCancel={() => setRegistering(false)}>
        <RegisterResidentForm householdId={household.id} onDone={() => done(t('registered'))} />
      </Modal>
      <Modal open={moving !== null} title={t('moveTitle')} footer={null} destroyOnHidden onCancel={() => setMoving(null)}>
        {moving ? <MoveResidentForm person={moving} onDone={() => done(t('moved'))} /> : null}
      </Modal>
    </>
  );
}
