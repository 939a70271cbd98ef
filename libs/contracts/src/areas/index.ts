/**
 * Area codes 区划代码: the national codes whose prefix is the hierarchy.
 *
 * | digits | level | source |
 * | --- | --- | --- |
 * | 2 | province 省 | GB/T 2260 |
 * | 4 | city 市 | GB/T 2260 |
 * | 6 | county or district 县/区 | GB/T 2260 |
 * | 9 | street or town 街道/乡镇 | GB/T 10114 |
 * | 12 | community or village 社区/村 | statistical codes for administrative divisions |
 * | 15 | grid 网格 | GB/T 34300 |
 */
export const areaLevels = {
  2: 'PROVINCE',
  4: 'CITY',
  6: 'COUNTY',
  9: 'STREET',
  12: 'COMMUNITY',
  15: 'GRID',
} as const;

export type AreaLevel = (typeof areaLevels)[keyof typeof areaLevels];

const codeLengths = [2, 4, 6, 9, 12, 15] as const;

export function isAreaCode(text: string): boolean {
  return /^\d+$/.test(text) && levelOfLength(text.length) !== undefined;
}

function levelOfLength(length: number): AreaLevel | undefined {
  return areaLevels[length as keyof typeof areaLevels];
}

/** @throws RangeError when the text is no area code */
export function areaLevel(code: string): AreaLevel {
  const level = isAreaCode(code) ? levelOfLength(code.length) : undefined;
  if (!level) throw new RangeError(`not an area code: ${code}`);
  return level;
}

/** The code of the area one level up, or null for a province. */
export function parentAreaCode(code: string): string | null {
  const at = codeLengths.findIndex((length) => length === code.length);
  return at > 0 ? code.slice(0, codeLengths[at - 1]) : null;
}

/** The code itself and every area above it, widest first: `410811001` gives 41, 4108, 410811, 410811001. */
export function areaLineage(code: string): string[] {
  return codeLengths.filter((length) => length <= code.length).map((length) => code.slice(0, length));
}

/** True when `code` is `prefix` or lies below it. The empty prefix is the whole country. */
export function isWithinArea(code: string, prefix: string): boolean {
  return code.startsWith(prefix);
}

/**
 * Bounds of "this area and all below it" as a half-open text range for an index with COLLATE "C":
 * `area_code >= from AND area_code < below`. A prefix test by LIKE would not use a parameterised plan.
 */
export function areaRange(prefix: string): { from: string; below: string } {
  // ':' is the character after '9', so every code that starts with the prefix sorts before it.
  return { from: prefix, below: `${prefix}:` };
}
