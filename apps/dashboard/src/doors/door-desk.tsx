import { App, Button, Checkbox, Popconfirm, Select, Table } from 'antd';
import { useState } from 'react';
import { useArea } from '../areas/use-area.ts';
import { BuildingsDocument, DoorPlacesDocument, DoorSheetDocument, IssueDoorCodesDocument, RenewDoorCodeDocument, SelfReportsDocument } from '../generated/operations.ts';
import type { DoorSheetQuery, SelfReportsQuery } from '../generated/operations.ts';
import { useKeyedSubmission, useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { useQrPictures } from './use-qr-pictures.ts';
import './door.css';

/** 门码 desk: sheets of QR codes to print and cut, and what households reported by them. */
export function DoorDesk() {
  const t = useWords('door');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')} />
      <DeskTabs
        desk="/doors"
        items={[
          { key: 'sheet', label: t('sheet'), children: <Sheet key={areaCode} areaCode={areaCode} /> },
          { key: 'reports', label: t('reports'), children: <Reports areaCode={areaCode} /> },
        ]}
      />
    </>
  );
}

function Sheet({ areaCode }: { areaCode: string }) {
  const t = useWords('door');
  const { message } = App.useApp();
  const [compoundId, setCompoundId] = useState<string | null>(null);
  const [building, setBuilding] = useState<string | null>(null);
  const paging = usePaging(`${areaCode} ${compoundId} ${building}`);
  const places = useReading({ query: DoorPlacesDocument, variables: { areaCode } });
  const buildings = useReading({ query: BuildingsDocument, variables: { compoundId: compoundId ?? '' }, pause: compoundId === null });
  const reading = useReading({ query: DoorSheetDocument, variables: { areaCode, compoundId, building, first: 100, after: paging.after }, requestPolicy: 'cache-and-network' });
  const issue = useKeyedSubmission(IssueDoorCodesDocument);
  const issueAll = async () => {
    const answer = await issue.submit({ areaCode, compoundId, building });
    if (!answer) return;
    void message.success(t('issued', { ...answer.issueDoorCodes }));
    reading.refetch();
  };
  return (
    <>
      <RefusalAlert refusal={issue.refusal} />
      <div className="toolbar">
        <Select
          value={compoundId ?? ''} aria-label={t('compound')} style={{ width: 200 }} showSearch={{ optionFilterProp: 'label' }} onChange={(id) => { setCompoundId(id || null); setBuilding(null); }}
          options={[{ value: '', label: t('allCompounds') }, ...(places.data?.area?.compounds ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <Select value={building ?? ''} aria-label={t('building')} style={{ width: 160 }} disabled={!compoundId} onChange={(name) => setBuilding(name || null)} options={[{ value: '', label: t('allBuildings') }, ...(buildings.data?.buildings ?? []).map((name) => ({ value: name, label: name }))]} />
        <ScopedButton scope="door:print" loading={issue.busy} onClick={() => void issueAll()}>{t('issue')}</ScopedButton>
        <Button type="primary" onClick={() => window.print()}>{t('print')}</Button>
      </div>
      <Shown reading={reading}>
        {({ doorSheet }) => (
          <>
            <Cards lines={doorSheet.edges.map(({ node }) => node)} onChange={reading.refetch} />
            <Pager paging={paging} totalCount={doorSheet.totalCount} pageInfo={doorSheet.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

type Line = DoorSheetQuery['doorSheet']['edges'][number]['node'];

function Cards({ lines, onChange }: { lines: readonly Line[]; onChange(): void }) {
  const t = useWords('door');
  const pictures = useQrPictures(lines.flatMap(({ code }) => code ?? []));
  if (lines.length === 0) return <Nothing text={t('noDoors')} />;
  return (
    <div className="door-sheet">
      {lines.map(({ household, code }) => (
        <figure key={household.id} className="door-card" style={{ margin: 0 }}>
          {code ? <img src={pictures.get(code)} alt={household.address} data-code={code} /> : <div className="no-code">{t('noCode')}</div>}
          <strong>{household.address}</strong>
          <small>{t('scan')}</small>
          {code ? <Renew householdId={household.id} onDone={onChange} /> : null}
        </figure>
      ))}
    </div>
  );
}

function Renew({ householdId, onDone }: { householdId: string; onDone(): void }) {
  const t = useWords('door');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(RenewDoorCodeDocument);
  useTold(refusal);
  const renew = async () => {
    if (!(await submit({ householdId }))) return;
    void message.success(t('renewed'));
    onDone();
  };
  return (
    <Popconfirm title={t('renewSure')} okText={t('renew')} okButtonProps={{ danger: true }} onConfirm={() => void renew()}>
      <Button size="small" type="link" className="no-print" loading={busy}>{t('renew')}</Button>
    </Popconfirm>
  );
}

type Report = SelfReportsQuery['selfReports']['edges'][number]['node'];

function Reports({ areaCode }: { areaCode: string }) {
  const t = useWords('door');
  const term = useTerms();
  const { moment } = useFormats();
  const [feverOnly, setFeverOnly] = useState(false);
  const paging = usePaging(`${areaCode} ${feverOnly}`);
  const reading = useReading({ query: SelfReportsDocument, variables: { areaCode, feverOnly, first: 50, after: paging.after }, requestPolicy: 'cache-and-network' });
  return (
    <>
      <div className="toolbar"><Checkbox checked={feverOnly} onChange={({ target }) => setFeverOnly(target.checked)}>{t('feverOnly')}</Checkbox></div>
      <Shown reading={reading}>
        {({ selfReports }) => (
          <>
            <Table<Report>
              size="small" rowKey="id" pagination={false} scroll={{ x: 900 }} dataSource={selfReports.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('noReports')} /> }}
              columns={[
                { title: t('reportedAt'), className: 'nowrap', render: (_, row) => moment(row.reportedAt) },
                { title: t('address'), render: (_, row) => row.household.address },
                { title: t('way'), render: (_, row) => term('ReportWay', row.way) },
                { title: t('present'), align: 'right', dataIndex: 'present' },
                { title: t('absent'), align: 'right', dataIndex: 'absent' },
                { title: t('fever'), align: 'right', render: (_, row) => <span className={row.fever > 0 ? 'is-amber' : ''}>{row.fever}</span> },
                { title: t('members'), render: (_, row) => row.members.map((member) => <MemberLine key={member.person.id} member={member} />) },
              ]}
            />
            <Pager paging={paging} totalCount={selfReports.totalCount} pageInfo={selfReports.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function MemberLine({ member }: { member: Report['members'][number] }) {
  const t = useWords('door');
  const term = useTerms();
  const journeys = member.movements.map(({ origin, originCode, cameOn, risk }) => `${origin?.name ?? originCode} ${cameOn} ${risk ? term('MovementRisk', risk) : t('unknownRisk')}`);
  return (
    <div>
      <PersonLink person={member.person} /> {member.present ? '' : <span className="muted">{t('absent')}</span>} {member.temperature ? `${member.temperature} ℃` : ''}
      {journeys.length > 0 ? <span className="muted"> {journeys.join('；')}</span> : null}
    </div>
  );
}
