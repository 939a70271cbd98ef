import type { ReactNode } from 'react';
import type { FigureSetFragment } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { BigNumber } from './big-number.tsx';
import { bedsFree, coverageOf } from './board.ts';

type Shown = FigureSetFragment | null;

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="figure-group">
      <h2>{title}</h2>
      <div className="figure-tiles">{children}</div>
    </section>
  );
}

/** The area's figures in five groups. */
export function FigureGroups({ figures }: { figures: Shown }) {
  return (
    <div className="figure-groups">
      <RegisterGroup figures={figures} />
      <GateGroup figures={figures} />
      <IsolationGroup figures={figures} />
      <div style={{ display: 'grid', gridTemplateColumns: '2fr 3fr', gap: 'inherit' }}>
        <CaseGroup figures={figures} />
        <SupplyGroup figures={figures} />
      </div>
    </div>
  );
}

function RegisterGroup({ figures }: { figures: Shown }) {
  const t = useWords('wall');
  const { count, percent } = useFormats();
  const coverage = figures && coverageOf(figures);
  return (
    <Group title={t('register')}>
      <BigNumber figure="people" label={t('people')} value={figures?.people ?? null} text={count(figures?.people ?? 0)} />
      <BigNumber figure="households" label={t('households')} value={figures?.households ?? null} text={count(figures?.households ?? 0)} note={figures && t('vacant', { count: count(figures.vacantHouseholds) })} />
      <BigNumber
        figure="coverage"
        label={t('coverage')}
        value={coverage}
        text={percent(coverage ?? 0)}
        note={figures && (coverage === null ? t('noRound') : t('coverageOf', { reached: count(figures.sweepReached), targets: count(figures.sweepTargets) }))}
      />
    </Group>
  );
}

function GateGroup({ figures }: { figures: Shown }) {
  const t = useWords('wall');
  const { count } = useFormats();
  return (
    <Group title={t('gates')}>
      <BigNumber figure="passages" label={t('passages')} value={figures?.passages ?? null} text={count(figures?.passages ?? 0)} note={figures && t('refused', { count: count(figures.passagesRefused) })} />
      <BigNumber figure="checkpointsOpen" label={t('checkpointsOpen')} value={figures?.checkpointsOpen ?? null} text={count(figures?.checkpointsOpen ?? 0)} />
      <BigNumber
        figure="arrivalsAtRisk"
        label={t('arrivalsAtRisk')}
        tone={figures?.arrivalsAtRisk ? 'amber' : 'calm'}
        value={figures?.arrivalsAtRisk ?? null}
        text={count(figures?.arrivalsAtRisk ?? 0)}
        note={figures && t('arrivals', { count: count(figures.arrivals) })}
      />
      <BigNumber
        figure="alertsOpen"
        label={t('alertsOpen')}
        tone={figures?.alertsOpen ? 'red' : 'calm'}
        value={figures?.alertsOpen ?? null}
        text={count(figures?.alertsOpen ?? 0)}
        note={figures && t('alertsRaised', { count: count(figures.alertsRaised) })}
      />
    </Group>
  );
}

function CaseGroup({ figures }: { figures: Shown }) {
  const t = useWords('wall');
  const { count } = useFormats();
  return (
    <Group title={t('caseGroup')}>
      <BigNumber figure="casesConfirmed" label={t('casesConfirmed')} value={figures?.casesConfirmed ?? null} text={count(figures?.casesConfirmed ?? 0)} tone={figures?.casesInTreatment ? 'amber' : 'calm'} note={figures && t('casesInTreatment', { count: count(figures.casesInTreatment) })} />
      <BigNumber figure="contactsObserved" label={t('contactsObserved')} value={figures?.contactsObserved ?? null} text={count(figures?.contactsObserved ?? 0)} note={figures && t('casesAsymptomatic', { count: count(figures.casesAsymptomatic) })} />
    </Group>
  );
}

function IsolationGroup({ figures }: { figures: Shown }) {
  const t = useWords('wall');
  const { count } = useFormats();
  const free = figures && bedsFree(figures);
  return (
    <Group title={t('isolationGroup')}>
      <BigNumber
        figure="ordersProposed"
        label={t('ordersProposed')}
        tone={figures?.ordersProposed ? 'amber' : 'calm'}
        value={figures?.ordersProposed ?? null}
        text={count(figures?.ordersProposed ?? 0)}
        note={figures && t('released', { count: count(figures.released) })}
      />
      <BigNumber figure="inFacility" label={t('inFacility')} value={figures?.inFacility ?? null} text={count(figures?.inFacility ?? 0)} />
      <BigNumber figure="atHome" label={t('atHome')} value={figures?.atHome ?? null} text={count(figures?.atHome ?? 0)} />
      <BigNumber figure="inHospital" label={t('inHospital')} value={figures?.inHospital ?? null} text={count(figures?.inHospital ?? 0)} />
      <BigNumber
        figure="bedsFree"
        label={t('bedsFree')}
        tone={figures && figures.bedsOpen > 0 && free === 0 ? 'red' : 'calm'}
        value={free}
        text={count(free ?? 0)}
        note={figures && t('bedsOf', { occupied: count(figures.bedsOccupied), open: count(figures.bedsOpen) })}
      />
    </Group>
  );
}

function SupplyGroup({ figures }: { figures: Shown }) {
  const t = useWords('wall');
  const { count, yuanShort } = useFormats();
  return (
    <Group title={t('suppliesGroup')}>
      <BigNumber figure="donations" label={t('donations')} value={figures?.donationsFen ?? null} text={yuanShort(figures?.donationsFen ?? 0)} note={figures && t('donationCount', { count: count(figures.donations) })} />
      <BigNumber figure="delivered" label={t('delivered')} value={figures?.piecesDelivered ?? null} text={count(figures?.piecesDelivered ?? 0)} />
      <BigNumber figure="supportOpen" label={t('supportOpen')} value={figures?.supportOpen ?? null} text={count(figures?.supportOpen ?? 0)} />
    </Group>
  );
}
