import { App, Checkbox, Steps } from 'antd';
import { useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { AdvanceFacilityDocument, CheckFacilityDocument, FacilityBoardDocument, IsolationFiguresChangedDocument } from '../generated/operations.ts';
import type { FacilityBoardQuery, FacilityRowFragment, FacilityState } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { useScope } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { BedBoard } from './bed-board.tsx';
import './isolation.css';

type Facility = NonNullable<FacilityBoardQuery['facility']>;

const lifecycle: readonly FacilityState[] = ['DESIGNATED', 'FITTING_OUT', 'INSPECTED', 'OPEN', 'CLOSED'];
const points = ['cleanZone', 'bufferZone', 'isolationZone', 'staffPassage', 'patientPassage'] as const;

/** One facility: how far it has come, its checklist and who lies where. */
export function FacilityPage() {
  const t = useWords('isolation');
  const { facilityId = '' } = useParams();
  const reading = useReading({ query: FacilityBoardDocument, variables: { id: facilityId } });
  return (
    <Shown reading={reading} rows={10}>
      {({ facility }) => (facility ? <FacilityDetail facility={facility} onChange={reading.refetch} /> : <Nothing text={t('noSuchFacility')} />)}
    </Shown>
  );
}

function FacilityDetail({ facility, onChange }: { facility: Facility; onChange(): void }) {
  const t = useWords('isolation');
  const { count } = useFormats();
  useLive(IsolationFiguresChangedDocument, { areaCode: facility.area.code }, { onMessage: onChange, snapshot: onChange });
  return (
    <>
      <DeskHead title={facility.name} lead={`${placeName(facility.area)} · ${facility.address} · ${t('sponsor')}: ${facility.sponsor}`} />
      <dl className="figures-row">
        <div><dt>{t('capacity')}</dt><dd>{count(facility.capacity)}</dd></div>
        <div><dt>{t('occupied')}</dt><dd>{count(facility.occupied)}</dd></div>
        <div className={facility.free === 0 ? 'is-red' : ''}><dt>{t('free')}</dt><dd>{count(facility.free)}</dd></div>
      </dl>
      <Lifecycle facility={facility} onChange={onChange} />
      <div className="panel">
        <h2>{t('board')}</h2>
        <BedBoard beds={facility.beds} />
      </div>
    </>
  );
}

function Lifecycle({ facility, onChange }: { facility: FacilityRowFragment; onChange(): void }) {
  const t = useWords('isolation');
  const term = useTerms();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(AdvanceFacilityDocument);
  const next = lifecycle[lifecycle.indexOf(facility.state) + 1];
  const advance = async (to: FacilityState) => {
    if (!(await submit({ facilityId: facility.id, to }))) return;
    void message.success(t('advanced'));
    onChange();
  };
  return (
    <div className="panel">
      <h2>{t('steps')}</h2>
      <StepLine facility={facility} />
      <Checklist facility={facility} onChange={onChange} />
      <RefusalAlert refusal={refusal} />
      {next ? <ScopedButton scope="facility:write" type="primary" loading={busy} onClick={() => void advance(next)}>{t('advanceTo', { state: term('FacilityState', next) })}</ScopedButton> : null}
    </div>
  );
}

function StepLine({ facility }: { facility: FacilityRowFragment }) {
  const t = useWords('isolation');
  const term = useTerms();
  const { moment } = useFormats();
  const began = facility.steps[0]?.at;
  return (
    <Steps
      size="small"
      style={{ marginBottom: 18 }}
      current={lifecycle.indexOf(facility.state)}
      items={lifecycle.map((state) => {
        const step = facility.steps.findLast((one) => one.state === state);
        const minutes = step && began ? Math.round((Date.parse(step.at) - Date.parse(began)) / 60_000) : 0;
        const time = minutes < 60 ? t('minutes', { count: minutes }) : t('hours', { count: (minutes / 60).toFixed(1) });
        const took = minutes > 0 ? t('tookFromStart', { time }) : '';
        return { title: term('FacilityState', state), content: step ? <span className="muted">{moment(step.at)} {step.by}<br />{took}</span> : null };
      })}
    />
  );
}

function Checklist({ facility, onChange }: { facility: FacilityRowFragment; onChange(): void }) {
  const t = useWords('isolation');
  const allowed = useScope('facility:write');
  const { submit, busy, refusal } = useSubmission(CheckFacilityDocument);
  const tick = async (point: (typeof points)[number], held: boolean) => {
    if (await submit({ facilityId: facility.id, checklist: { [point]: held } })) onChange();
  };
  return (
    <div style={{ marginBottom: 14 }}>
      <b>{t('checklist')}</b> <span className="muted">{t('checklistHint')}</span>
      <RefusalAlert refusal={refusal} />
      <div style={{ marginTop: 6 }}>
        {points.map((point) => (
          <Checkbox key={point} checked={facility.checklist[point]} disabled={!allowed || busy} onChange={(event) => void tick(point, event.target.checked)}>{t(point)}</Checkbox>
        ))}
      </div>
    </div>
  );
}
