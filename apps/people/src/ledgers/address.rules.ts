/** A door as an office writes it in one cell: 文化苑3号楼2单元501. */
export interface WrittenDoor {
  compound: string;
  building: string;
  unit: string;
  room: string;
}

const number = '[0-9A-Za-z一二三四五六七八九十百甲乙丙丁东西南北中]+';
const building = `${number}(?:号楼|#楼|号院|栋|幢|座|排|楼|#)`;
const behindName = new RegExp(`^(?:(${building}))?(?:(${number})(?:单元|门))?-?([0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:室|号|户|房)?$`);
const inNumbers = /^([0-9]+)-(?:([0-9]+)-)?([0-9A-Za-z]+)(?:室|号|户|房)?$/;
const bungalow = /^(平房|.{1,6}[巷胡同街路])(.*?)([0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:号|户|室)?$/;
const beforeNumber = new RegExp(`^(.+?)(?=${building}|平房|[0-9]+-[0-9])`);

/**
 * Compound, building, unit and room of an address; null when it does not tell them. What stands before the compound's name
 * (city, street, community) is passed over. A door that names no building stands in a bungalow 平房.
 * @param names of the area's compounds
 */
export function splitAddress(address: string, names: readonly string[]): WrittenDoor | null {
  const text = address.normalize('NFKC').replace(/[\s,，、]/g, '').replace(/[—－–]/g, '-');
  const compound = longestIn(text, names) ?? beforeNumber.exec(text)?.[1];
  if (!compound) return null;
  const rest = text.slice(text.lastIndexOf(compound) + compound.length).replace(/^(小区|院)(?=.)/, '').replace(/^-/, '');
  const door = readDoor(rest);
  return door && { compound, ...door };
}

function readDoor(rest: string): Omit<WrittenDoor, 'compound'> | null {
  const numbers = inNumbers.exec(rest);
  if (numbers) return { building: `${numbers[1]}号楼`, unit: numbers[2] ? `${numbers[2]}单元` : '', room: numbers[3]! };
  const parts = behindName.exec(rest);
  if (parts) return { building: parts[1] ?? '平房', unit: parts[2] ? `${parts[2]}单元` : '', room: parts[3]! };
  const low = bungalow.exec(rest);
  return low && { building: low[1] === '平房' ? '平房' : `${low[1]}${low[2]}`, unit: '', room: low[3]! };
}

function longestIn(text: string, names: readonly string[]): string | undefined {
  return names.filter((name) => text.includes(name)).sort((a, b) => b.length - a.length)[0];
}
