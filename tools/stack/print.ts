import type { Login } from './logins.ts';
import type { Status } from './status.ts';

/** The block at the end of a start, and the human form of status. */
export function overview(status: Status<Login>): string {
  return [
    '',
    status.ready ? 'Lianfang 联防 is up.' : 'Lianfang 联防 is not ready.',
    '',
    ...addresses(status),
    '',
    ...services(status),
    ...logins(status.logins),
    '',
  ].join('\n');
}

function addresses({ pages, gateway, kafka, postgres }: Status<Login>): string[] {
  return table([
    ['Command centre', pages?.dashboard ?? ''],
    ['Phones in the field', pages?.field ?? ''],
    ['GraphiQL', pages?.graphiql ?? ''],
    ['GraphQL', gateway?.graphql ?? ''],
    ['Login', pages?.identity ?? ''],
    ['Kafka', kafka ? `${kafka.kind} ${kafka.brokers.join(',')} (${kafka.why})` : 'not started'],
    ['PostgreSQL', postgres?.kind ?? 'not started'],
  ]);
}

function services({ services: all }: Status<Login>): string[] {
  const ill = all.filter((service) => !service.healthy);
  return ill.length === 0 ? [] : [`Not healthy: ${ill.map((service) => service.name).join(', ')}. See .lianfang/logs/<name>.log`, ''];
}

function logins(all: Login[]): string[] {
  if (all.length === 0) return [];
  return ['Logins, one per role:', ...table(all.map((login) => [login.role, login.agency, login.areaCode, login.user, login.password]))];
}

function table(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => width(row[column]!))));
  return rows.map((row) => `  ${row.map((cell, column) => cell + ' '.repeat(widths[column]! - width(cell))).join('  ')}`.trimEnd());
}

/** Columns in a terminal: a Chinese character takes two. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/u.test(character) ? 2 : 1), 0);
}
