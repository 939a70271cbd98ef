/** A compound of the register, by which an address text is taken apart. */
export interface NamedCompound {
  id: string;
  name: string;
}

/** A door of the register. */
export interface Door {
  householdId: string;
  compoundId: string;
  building: string;
  unit: string;
  room: string;
}

/** The numbers and letters of a door in their order: 3号楼 2单元 501室 and 3-2-501 are one, 三号楼 too. */
export function doorKey(text: string): string {
  const plain = text.normalize('NFKC').toUpperCase().replace(/[一二三四五六七八九十]+(?=[号栋幢单层座])/g, numeralOf);
  return (plain.match(/\d+|[A-Z]+/g) ?? []).map((part) => part.replace(/^0+(?=.)/, '')).join('-');
}

const digits = '零一二三四五六七八九';

function numeralOf(text: string): string {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  if (!text.includes('十')) return text.length === 1 ? String(digits.indexOf(text)) : text;
  return String((tens ? digits.indexOf(tens) : 1) * 10 + (ones ? digits.indexOf(ones) : 0));
}

/** Finds a compound in an address: the longest name wins, 文化苑二期 before 文化苑. What stands behind it tells the door. */
export function createCompoundFinder(compounds: readonly NamedCompound[]): (address: string) => { compounds: NamedCompound[]; rest: string } | null {
  const byLength = Map.groupBy(compounds.map((one) => ({ ...one, name: tidy(one.name) })), ({ name }) => name.length);
  const lengths = [...byLength.keys()].filter((length) => length > 0).sort((a, b) => b - a);
  const names = new Map(lengths.map((length) => [length, Map.groupBy(byLength.get(length)!, ({ name }) => name)]));
  return (address) => {
    const text = tidy(address);
    for (const length of lengths) {
      // From the end: the street may have the compound's name too.
      for (let at = text.length - length; at >= 0; at -= 1) {
        const found = names.get(length)!.get(text.slice(at, at + length));
        if (found) return { compounds: found, rest: text.slice(at + length) };
      }
    }
    return null;
  };
}

function tidy(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '');
}

/** Households by compound and door; two behind one key are told apart by nobody. */
export function createDoorBook(doors: readonly Door[]): (compoundIds: readonly string[], key: string) => string[] {
  const book = Map.groupBy(doors, ({ compoundId, building, unit, room }) => `${compoundId} ${doorKey([building, unit, room].join(' '))}`);
  return (compoundIds, key) => compoundIds.flatMap((id) => (book.get(`${id} ${key}`) ?? []).map(({ householdId }) => householdId));
}
