import { Alert, Descriptions, Modal, Tag } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { PersonEntryDocument } from '../generated/operations.ts';
import type { PersonEntryQuery, PersonEntryQueryVariables } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { CodePanel } from '../codes/code-panel.tsx';
import { MoveResidentForm } from '../register/move-resident-form.tsx';
import { ResidencePanel } from '../register/residence-panel.tsx';
import { OrderPanel } from './order-panel.tsx';
import { CorrectPersonForm } from './correct-person-form.tsx';
import { PassPanel } from './pass-panel.tsx';
import { PersonLink } from './person-link.tsx';
import { PassagePanel } from './record-panels.tsx';
import { SupportPanel } from './support-panel.tsx';
import { TrailPanel } from './trail-panel.tsx';

export type Entry = NonNullable<PersonEntryQuery['person']>;

/** One person's entry, put together by the graph from the services that know of the person. */
export function PersonPage() {
  const t = useWords('person');
  const { personId = '' } = useParams();
  const reading = useReading({ query: PersonEntryDocument, variables: { id: personId, ...usePermittedParts() } });
  return (
    <Shown reading={reading} rows={12}>
      {({ person }) => (person ? <PersonEntry person={person} onChange={reading.refetch} /> : <Nothing text={t('noSuchPerson')} />)}
    </Shown>
  );
}

/** Asks only for what the caller may read; the rest would come back as refusals. */
function usePermittedParts(): Omit<PersonEntryQueryVariables, 'id'> {
  const { scopes } = useActor();
  const reads = scopes.has('checkpoint:read');
  return {
    withHousehold: scopes.has('household:read'),
    withOrder: scopes.has('isolation:status') || scopes.has('isolation:read'),
    withOrderState: scopes.has('isolation:read') || (scopes.has('isolation:status') && scopes.has('support:read')),
    withOrderDetail: scopes.has('isolation:read'),
    withPassages: reads,
    withPasses: reads || scopes.has('pass:issue'),
    withSupport: scopes.has('support:read'),
    withArrival: reads || scopes.has('isolation:read'),
  };
}

function PersonEntry({ person, onChange }: { person: Entry; onChange(): void }) {
  const t = useWords('person');
  const { scopes, areaCode: own } = useActor();
  // Through a broken glass one looks; nothing is written there.
  const writable = person.area.code.startsWith(own);
  const register = useWords('register');
  const [moving, setMoving] = useState(false);
  const parts = { home: scopes.has('household:read'), code: scopes.has('code:read'), trail: scopes.has('household:read') || scopes.has('isolation:read') };
  const [correcting, setCorrecting] = useState(false);
  return (
    <>
      <DeskHead title={person.name} lead={person.household?.address ?? t('visitor')}>
        <ScopedButton scope="household:write" disabled={!writable} onClick={() => setCorrecting(true)}>{t('correct')}</ScopedButton>
        <ScopedButton scope="household:write" disabled={!writable} onClick={() => setMoving(true)}>{register('move')}</ScopedButton>
      </DeskHead>
      <Modal open={moving} title={register('moveTitle')} footer={null} destroyOnHidden onCancel={() => setMoving(false)}>
        <MoveResidentForm person={person} onDone={() => { setMoving(false); onChange(); }} />
      </Modal>
      <Modal open={correcting} title={t('correctTitle')} footer={null} destroyOnHidden onCancel={() => setCorrecting(false)}>
        <CorrectPersonForm person={person} onDone={() => { setCorrecting(false); onChange(); }} />
      </Modal>
      {person.underIsolation ? <Alert type="error" showIcon title={t('underIsolation')} style={{ marginBottom: 14 }} /> : null}
      <div className="panel"><Basics person={person} /></div>
      {parts.code ? <CodePanel person={person} /> : null}
      {person.currentOrder === undefined ? null : <OrderPanel person={person} />}
      {person.household?.members ? <HouseholdPanel household={person.household} /> : null}
      {parts.home ? <ResidencePanel personId={person.id} /> : null}
      {person.passes ? <PassPanel person={person} onChange={onChange} /> : null}
      {person.passages ? <PassagePanel passages={person.passages} /> : null}
      {person.supportRequests ? <SupportPanel person={person} onChange={onChange} /> : null}
      {parts.trail ? <TrailPanel personId={person.id} /> : null}
    </>
  );
}

function Basics({ person }: { person: Entry }) {
  const t = useWords('person');
  const term = useTerms();
  const items = [
    { key: 'sex', label: t('sex'), children: person.sex ? term('Sex', person.sex) : '—' },
    { key: 'birthDate', label: t('birthDate'), children: person.birthDate ?? '—' },
    { key: 'document', label: term('DocumentKind', person.documentKind), children: person.idNumber ?? '—' },
    { key: 'phone', label: t('phone'), children: person.phone ?? '—' },
    { key: 'area', label: t('area'), children: placeName(person.area) },
    { key: 'relation', label: t('relation'), children: person.relation ?? '—' },
  ];
  return <Descriptions size="small" title={t('entry')} column={{ xs: 1, sm: 2, lg: 3 }} items={items} />;
}

function HouseholdPanel({ household }: { household: NonNullable<Entry['household']> }) {
  const t = useWords('person');
  return (
    <div className="panel">
      <h2>{t('household')} · <Link to={`/households/${household.id}`}>{household.address}</Link></h2>
      {household.members?.map((member) => (
        <Tag key={member.id} style={{ padding: '2px 10px', fontSize: 14 }}>
          <PersonLink person={member} /> <span className="muted">{member.relation ?? ''}</span>
        </Tag>
      ))}
    </div>
  );
}
