import { Select } from 'antd';
import { placeName } from '../areas/place-name.ts';
import { ItemsDocument, PlacesDocument } from '../generated/operations.ts';
import type { PlaceKind } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useTerms } from '../language/words.ts';

interface ChoiceProps {
  id?: string;
  value?: string;
  onChange?(id: string): void;
}

/** Chooses a kind of goods by name or code. */
export function ItemSelect(choice: ChoiceProps) {
  const reading = useReading({ query: ItemsDocument, variables: {}, requestPolicy: 'cache-first' });
  const options = (reading.data?.items ?? []).map((item) => ({ value: item.id, label: `${item.name} (${item.unit}) ${item.code}` }));
  return <Select {...choice} showSearch={{ optionFilterProp: 'label' }} loading={reading.loading} options={options} />;
}

/** Chooses a place that holds stock; what is on the road lies nowhere that one could choose. */
export function PlaceSelect({ areaCode, kind, ...choice }: ChoiceProps & { areaCode: string; kind?: PlaceKind }) {
  const term = useTerms();
  const reading = useReading({ query: PlacesDocument, variables: { areaCode, kind: kind ?? null } });
  const options = (reading.data?.places ?? []).filter((place) => place.kind !== 'TRANSIT').map((place) => ({ value: place.id, label: `${place.name} · ${term('PlaceKind', place.kind)} · ${placeName(place.area)}` }));
  return <Select {...choice} showSearch={{ optionFilterProp: 'label' }} loading={reading.loading} options={options} />;
}
