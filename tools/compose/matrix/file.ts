import { roles, type Role } from '@lianfang/contracts/access';
import type { Cell, Sight } from './cells.ts';

export const matrixFile = 'docs/api/access-matrix.tsv';

const allRoles = Object.keys(roles) as Role[];

/** One letter a sight, own area before elsewhere: `OH` is open at home and hidden elsewhere. */
const letters: Record<Sight, string> = { open: 'O', masked: 'M', closed: '-', hidden: 'H', parent: 'P' };

const head = `# Who sees what: one line a field, one column a role. First letter: a record of the own area; second: one elsewhere.
# O open, M masked, - closed (null and UNAUTHORIZED_FIELD_OR_TYPE), H hidden (the bytes of an id that nobody has), P as the record it is part of.
# Ways in: query, mutation, subscription; entity (_entities); nested (fields of a record, in lists, by alias, fragment, interface).
# Made by \`npm run matrix\` from the SDL of the subgraphs and the tables of contracts/access. A change of it is reviewed line by line.
`;

export function printMatrix(cells: readonly Cell[]): string {
  const heading = ['subgraph', 'field', 'ways', 'personal', ...allRoles].join('\t');
  const lines = cells.map(({ subgraph, type, field, ways, personal, sights }) =>
    [subgraph, `${type}.${field}`, ways.join(','), personal ? `${personal.kind}${personal.scope ? ` ${personal.scope}` : ''}` : '',
      ...allRoles.map((role) => letters[sights[role].own] + letters[sights[role].elsewhere])].join('\t'));
  return `${head}${[heading, ...lines].join('\n')}\n`;
}

export interface Expected {
  subgraph: string;
  type: string;
  field: string;
  ways: string[];
  personal: string;
  sights: Record<Role, { own: Sight; elsewhere: Sight }>;
}

/** The reviewed file as the checks read it: what they hold the system to is what was reviewed, not what was just computed. */
export function readMatrix(text: string): Expected[] {
  const [heading, ...lines] = text.split('\n').filter((line) => line && !line.startsWith('#'));
  const columns = heading!.split('\t').slice(4) as Role[];
  const sightOf = (letter: string) => (Object.keys(letters) as Sight[]).find((sight) => letters[sight] === letter)!;
  return lines.map((line) => {
    const [subgraph, coordinate, ways, personal, ...cells] = line.split('\t');
    const [type, field] = coordinate!.split('.');
    const sights = Object.fromEntries(columns.map((role, at) => [role, { own: sightOf(cells[at]![0]!), elsewhere: sightOf(cells[at]![1]!) }]));
    return { subgraph: subgraph!, type: type!, field: field!, ways: ways!.split(','), personal: personal!, sights: sights as Expected['sights'] };
  });
}

/** Lines that stand in one of the two alone. */
export function differences(reviewed: string, now: string): string[] {
  const [before, after] = [new Set(reviewed.split('\n')), new Set(now.split('\n'))];
  return [...[...before].filter((line) => !after.has(line)).map((line) => `- ${line}`), ...[...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`)];
}
