import { App, Button, Select, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { SweepLeftDocument, SweepLeftSheetDocument } from '../generated/operations.ts';
import type { SweepDoorFilter, SweepLeftQuery, SweepOutcome } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { saveFile } from '../shell/save-file.ts';
import { Nothing, Shown } from '../shell/states.tsx';

type Door = SweepLeftQuery['sweepWorkList']['edges'][number]['node'];
type Narrowing = 'ALL' | 'UNTRIED' | 'DUE' | 'ESCALATED_COMMUNITY' | 'ESCALATED_STREET' | 'CONFLICTED' | SweepOutcome;

const outcomes: readonly SweepOutcome[] = ['ABSENT', 'REFUSED', 'NOT_FOUND', 'VISITED', 'VACANT', 'MOVED_AWAY'];
const inVain: ReadonlySet<Narrowing> = new Set(['ABSENT', 'REFUSED', 'NOT_FOUND']);

function filterOf(narrowing: Narrowing): SweepDoorFilter | null {
  switch (narrowing) {
    case 'ALL':
      return null;
    case 'UNTRIED':
      return { untried: true };
    case 'DUE':
      return { due: true };
    case 'ESCALATED_COMMUNITY':
      return { escalatedTo: 'COMMUNITY' };
    case 'ESCALATED_STREET':
      return { escalatedTo: 'STREET' };
    case 'CONFLICTED':
      return { conflicted: true };
    default:
      return { outcomes: [narrowing] };
  }
}

/** The doors of a round in walking order, named as the caller may see them; printable, to be carried along. */
export function WorkList({ roundId, areaCode }: { roundId: string; areaCode: string }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  const term = useTerms();
  const [openOnly, setOpenOnly] = useState(true);
  const [narrowing, setNarrowing] = useState<Narrowing>('ALL');
  const paging = usePaging(`${roundId} ${areaCode} ${openOnly} ${narrowing}`);
  const reading = useReading({ query: SweepLeftDocument, variables: { roundId, areaCode, openOnly: openOnly && narrowing !== 'CONFLICTED', filter: filterOf(narrowing), first: 100, after: paging.after } });
  const narrowings = [
    { value: 'ALL', label: t('allOfThem') }, { value: 'UNTRIED', label: t('untried') }, { value: 'DUE', label: t('dueOnly') },
    ...(['COMMUNITY', 'STREET'] as const).map((level) => ({ value: `ESCALATED_${level}`, label: t('goesTo', { level: term('EscalationLevel', level) }) })),
    { value: 'CONFLICTED', label: t('conflictedOnly') },
    ...outcomes.filter((outcome) => !openOnly || inVain.has(outcome)).map((value) => ({ value, label: term('SweepOutcome', value) })),
  ] as { value: Narrowing; label: string }[];
  return (
    <>
      <div className="toolbar">
        <Segmented value={openOnly} onChange={(only) => { setOpenOnly(only); setNarrowing('ALL'); }} options={[{ value: true, label: t('leftOnly') }, { value: false, label: t('everyDoor') }]} />
        <Select<Narrowing> style={{ width: 170 }} aria-label={t('outcome')} value={narrowing} onChange={setNarrowing} options={narrowings} />
        <div className="spread" />
        <ExportLeft roundId={roundId} areaCode={areaCode} />
        <Button onClick={() => print()}>{shell('print')}</Button>
      </div>
      <Shown reading={reading}>
        {({ sweepWorkList }) => (
          <>
            <DoorTable doors={sweepWorkList.edges.map((edge) => edge.node)} />
            <Pager paging={paging} totalCount={sweepWorkList.totalCount} pageInfo={sweepWorkList.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function DoorTable({ doors }: { doors: Door[] }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <Table<Door>
      size="small"
      rowKey={(row) => row.household.id}
      pagination={false}
      dataSource={doors}
      scroll={{ x: 1000 }}
      locale={{ emptyText: <Nothing text={t('nothingLeft')} /> }}
      columns={[
        { title: t('address'), dataIndex: ['household', 'address'] },
        { title: t('residents'), render: (_, row) => row.household.members.slice(0, 2).map((one) => [one.name, one.phone].filter(Boolean).join(' ')).join('；') || term('Occupancy', row.household.occupancy) },
        {
          title: t('outcome'), width: 160,
          render: (_, row) => <>{row.lastVisit ? <Tag>{term('SweepOutcome', row.lastVisit.outcome)}</Tag> : <span className="muted">{t('notTried')}</span>}{row.conflicted ? <Tag color="magenta">{t('conflicted')}</Tag> : null}</>,
        },
        { title: t('attempts'), width: 90, align: 'right', render: (_, row) => row.attempts || '' },
        { title: t('next'), width: 170, render: (_, row) => <NextStep door={row} /> },
        { title: t('lastVisit'), className: 'nowrap', width: 130, render: (_, row) => moment(row.lastVisit?.visitedAt) },
        { title: t('visitedBy'), width: 140, render: (_, row) => row.lastVisit?.visitedBy ?? '—' },
        { title: t('note'), render: (_, row) => row.lastVisit?.note ?? '' },
      ]}
    />
  );
}

function NextStep({ door }: { door: Door }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { moment } = useFormats();
  if (door.escalatedTo) return <Tag color="volcano">{t('goesTo', { level: term('EscalationLevel', door.escalatedTo) })}</Tag>;
  if (!door.dueAt) return null;
  return <Tag color={door.due ? 'red' : 'gold'}>{t('dueAt', { time: moment(door.dueAt) })}</Tag>;
}

function ExportLeft({ roundId, areaCode }: { roundId: string; areaCode: string }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  const client = useClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const { data, error } = await client.query(SweepLeftSheetDocument, { roundId, areaCode }, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    if (data) saveFile(data.sweepLeftExport);
    else void message.error((error && noticeOf(error).message) ?? shell('unreachable'));
  };
  return <Button loading={busy} onClick={() => void save()}>{t('export')}</Button>;
}
