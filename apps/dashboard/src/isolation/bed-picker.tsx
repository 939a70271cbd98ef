import { Alert, Radio, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { FreeBedsDocument, OpenFacilitiesDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { Shown } from '../shell/states.tsx';

interface BedPickerProps {
  value: string | null;
  onChange(bedId: string | null): void;
  /** The bed may also be assigned later. */
  optional?: boolean;
}

/** Picks a free bed of an open facility, room by room. */
export function BedPicker({ value, onChange, optional = false }: BedPickerProps) {
  const t = useWords('isolation');
  const { areaCode } = useActor();
  const [facilityId, setFacilityId] = useState<string | null>(null);
  const reading = useReading({ query: OpenFacilitiesDocument, variables: { areaCode }, requestPolicy: 'network-only' });
  const choose = (id: string | null) => {
    setFacilityId(id);
    onChange(null);
  };
  return (
    <Shown reading={reading} rows={2}>
      {({ facilities }) => (
        <>
          {facilities.length === 0 ? <Alert type="warning" showIcon title={t('noOpenFacility')} style={{ marginBottom: 12 }} /> : null}
          <Select
            style={{ width: '100%', marginBottom: 12 }}
            aria-label={t('chooseFacility')}
            placeholder={t('chooseFacility')}
            value={facilityId ?? (optional ? '' : undefined)}
            onChange={(id) => choose(id === '' ? null : id)}
            options={[
              ...(optional ? [{ value: '', label: t('bedLater') }] : []),
              ...facilities.map((facility) => ({ value: facility.id, label: `${facility.name} · ${placeName(facility.area)} · ${t('freeOf', { free: facility.free, capacity: facility.capacity })}`, disabled: facility.free === 0 })),
            ]}
          />
          {facilityId ? <FreeBeds facilityId={facilityId} value={value} onChange={onChange} /> : null}
        </>
      )}
    </Shown>
  );
}

function FreeBeds({ facilityId, value, onChange }: { facilityId: string; value: string | null; onChange(bedId: string): void }) {
  const t = useWords('isolation');
  const reading = useReading({ query: FreeBedsDocument, variables: { facilityId }, requestPolicy: 'network-only' });
  if (reading.loading) return <Skeleton active paragraph={{ rows: 2 }} />;
  const beds = reading.data?.facility?.beds ?? [];
  if (beds.length === 0) return <Alert type="warning" showIcon title={t('noFreeBed')} style={{ marginBottom: 12 }} />;
  return (
    <Radio.Group className="bed-picker" buttonStyle="solid" aria-label={t('chooseBed')} value={value} onChange={(event) => onChange(String(event.target.value))}>
      {beds.map((bed) => <Radio.Button key={bed.id} value={bed.id}>{bed.room} · {bed.label}</Radio.Button>)}
    </Radio.Group>
  );
}
