import { agencies, demoAccounts, roles, rolesWith, scopes } from '@lianfang/contracts/access';
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
  ].join('\n')}\n`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
