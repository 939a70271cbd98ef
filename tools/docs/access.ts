import { agencies, demoAccounts, glassScopes, roles, rolesWith, scopes } from '@lianfang/contracts/access';
import type { Role, Scope } from '@lianfang/contracts/access';

/** Roles and scopes as a page: what each scope opens, and who has it. */
export function accessPage(): string {
  const held = Object.keys(roles) as Role[];
  const known = Object.keys(scopes) as Scope[];
  return `${[
    '<!-- Printed from libs/contracts/src/access by `npm run docs`. Never edited by hand. -->',
    '# Who may do what',
    '',
    'A token names roles; roles grant scopes; SDL fields ask for scopes with `@requiresScopes`. Beside the scope every row is bound to',
    'the area in the token: a caller sees and changes what lies in it. Outside it names, phones, ID numbers and addresses are masked.',
    '',
    row(['scope', 'opens', ...held.map((role) => `${roles[role].zh} ${roles[role].en}`)]),
    row(['---', '---', ...held.map(() => ':-:')]),
    ...known.map((scope) => row([`\`${scope}\``, scopes[scope], ...held.map((role) => (rolesWith(scope).includes(role) ? '×' : ''))])),
    '',
    '## Roles, and their logins in the demo',
    '',
    row(['role', 'agency', 'demo user', 'area']),
    row(['---', '---', '---', '---']),
    ...demoAccounts.map(({ user, role, agency, areaCode }) => row([`\`${role}\``, `${agencies[agency].zh} ${agencies[agency].en}`, `\`${user}\``, areaCode])),
    '',
    '## Agencies, and what their administrators may give',
    '',
    row(['agency', 'roles of its accounts', 'scopes of its machine keys']),
    row(['---', '---', '---']),
    ...Object.entries(agencies).map(([agency, { zh, en, roles: given, machineScopes }]) => row([`\`${agency}\` ${zh} ${en}`, listOf(given), listOf(machineScopes) || 'none'])),
    '',
    `An open glass grants ${listOf(glassScopes)} in the opened area to a role that sees no person by itself.`,
  ].join('\n')}\n`;
}

function listOf(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
