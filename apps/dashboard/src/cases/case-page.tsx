import { Button, Descriptions, Tag } from 'antd';
import { Link, useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { CasePageDocument } from '../generated/operations.ts';
import type { CasePageQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { DeskHead } from '../shell/desk-head.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { classColours, outcomeColours } from './case-colours.ts';
import { ChainBoard } from './chain-board.tsx';
import { ContactList } from './contact-list.tsx';
import { FactTimeline, RecordFactForm } from './fact-timeline.tsx';
import { TracePanel } from './trace-panel.tsx';

export type CaseFile = NonNullable<CasePageQuery['case']>;

/** One case: its course over time, whom it met, whom it infected. */
export function CasePage() {
  const { caseId = '' } = useParams();
  const t = useWords('case');
  const reading = useReading({ query: CasePageDocument, variables: { id: caseId } });
  return <Shown reading={reading}>{({ case: of }) => (of ? <File key={of.id} of={of} onChange={reading.refetch} /> : <Nothing text={t('noCases')} />)}</Shown>;
}

function File({ of, onChange }: { of: CaseFile; onChange(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const areaCode = of.area.code.slice(0, 6);
  const exposures = of.observations.flatMap((observation) => observation.exposures.filter(({ withdrawnAt }) => !withdrawnAt));
  return (
    <>
      <DeskHead title={<>{of.number} <PersonLink person={of.person} /></>} lead={`${placeName(of.area)} · ${of.openedBy}`}>
        <Button onClick={() => window.print()}>{t('print')}</Button>
      </DeskHead>
      <div className="panel">
        <Descriptions
          size="small"
          bordered
          column={{ xs: 1, sm: 2, lg: 3 }}
          items={[
            { key: 'class', label: t('class'), children: of.class ? <Tag color={classColours[of.class]}>{term('CaseClass', of.class)}</Tag> : '—' },
            { key: 'origin', label: t('origin'), children: of.origin ? term('CaseOrigin', of.origin) : '—' },
            { key: 'severity', label: t('severity'), children: of.severity ? term('CaseSeverity', of.severity) : '—' },
            { key: 'outcome', label: t('outcome'), children: of.outcome ? <Tag color={outcomeColours[of.outcome]}>{term('CaseOutcome', of.outcome)}</Tag> : '—' },
            { key: 'openedOn', label: t('openedOn'), children: of.openedOn },
            { key: 'onsetOn', label: t('onsetOn'), children: of.onsetOn ?? '—' },
          ]}
        />
      </div>
      <div className="panel">
        <h2>{t('timeline')}</h2>
        <FactTimeline facts={of.facts} onChange={onChange} />
        <RecordFactForm caseId={of.id} onChange={onChange} />
      </div>
      {exposures.length > 0 ? (
        <div className="panel">
          <h2>{t('wasContact')}</h2>
          <ul>{exposures.map((exposure) => <li key={exposure.id}>{exposure.day} · {term('ExposureKind', exposure.kind)} {exposure.place ?? ''} {exposure.case ? <Link to={`/cases/at/${exposure.case.id}`}>{exposure.case.number}</Link> : null}</li>)}</ul>
        </div>
      ) : null}
      <div className="panel">
        <h2>{t('contactsOf')}</h2>
        <TracePanel caseId={of.id} areaCode={areaCode} onChange={onChange} />
        <ContactList key={of.contactCount} areaCode={areaCode} caseId={of.id} />
      </div>
      <div className="panel">
        <h2>{t('chain')}</h2>
        <ChainBoard areaCode={areaCode} caseId={of.id} onChange={onChange} />
      </div>
    </>
  );
}
