import type { AuditTrailQuery } from '../generated/operations.ts';

export type AuditRow = AuditTrailQuery['auditEntries']['edges'][number]['node'];

export const auditColumns = [
  'id', 'at', 'service', 'kind', 'operation', 'result', 'agency', 'actor', 'roles', 'area', 'records', 'more', 'rows', 'rule', 'ground', 'glass', 'request', 'client',
] as const;

/** One entry as a line of a table, in the order of `auditColumns`. */
export function lineOf(row: AuditRow): string[] {
  const records = row.records.map(({ type, ids, fields }) => `${type} ${ids.join(' ')}${fields.length > 0 ? ` (${fields.join(' ')})` : ''}`).join('; ');
  return [
    row.id, row.at, row.service, row.kind, row.operation, [row.result, ...row.codes].join(' '), row.agency?.id ?? '', row.actorId, row.roles.join(' '), row.area?.code ?? '',
    records, String(row.more), row.count === null ? '' : String(row.count), row.rule ?? '', row.reason ?? '', row.glassId ?? '', row.requestId, row.client ?? '',
  ];
}

/** RFC 4180, with the mark that tells Excel it is UTF-8. A text that a spreadsheet would take for a formula is quoted away. */
export function csvOf(lines: readonly (readonly string[])[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}
