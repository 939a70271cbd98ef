import type { RefusalTexts } from '@lianfang/platform/refusals';

/** What a column of somebody else's spreadsheet means; each source words and orders its columns as it likes. */
export interface SheetColumn<Field extends string = string> {
  /** Heading as the source writes it. */
  heading: string;
  field: Field;
}

export interface SheetRow<Field extends string = string> {
  /** As the file's program shows it. */
  row: number;
  cells: Partial<Record<Field, string>>;
  /** Every cell of the row, mapped or not: the row's identity. */
  all: readonly string[];
}

/** Why a row comes back. */
export interface SheetFault {
  row: number;
  /** Heading in the file. */
  column: string;
  code: string;
  texts: RefusalTexts;
}

/** Parts of headings that were seen for each field, the most telling first; fields that are taken first stand first. */
export type Wordings<Field extends string> = Readonly<Record<Field, readonly string[]>>;

/** The mapping that the headings suggest; each field at most once. Somebody corrects it, and it is kept with the source. */
export function suggestMapping<Field extends string>(headings: readonly string[], wordings: Wordings<Field>, otherwise: RegExp): SheetColumn<Field>[] {
  const free = headings.filter((heading) => heading && !otherwise.test(heading));
  const taken = new Set<string>();
  return (Object.keys(wordings) as Field[]).flatMap((field) => {
    const heading = wordings[field]
      .map((word) => free.find((candidate) => !taken.has(candidate) && plain(candidate).includes(word)))
      .find((found) => found !== undefined);
    if (heading === undefined) return [];
    taken.add(heading);
    return [{ heading, field }];
  });
}

/** A heading without spaces, brackets, asterisks and case, as two files of one source may differ in them. */
export function plain(heading: string): string {
  return heading.normalize('NFKC').replace(/[\s*()（）:：【】[\]_-]/g, '').toLowerCase();
}
