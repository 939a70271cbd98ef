import { retentionPeriods } from '@lianfang/contracts/access';

/** Periods as a page: how long what is kept, and why. */
export function retentionPage(): string {
  return `${[
    '<!-- Printed from libs/contracts/src/access/retention.ts by `npm run docs`. Never edited by hand. -->',
    '# How long what is kept',
    '',
    'Every personal field names a class (`@personal(retention:)`), every table of a service too (`apps/*/src/keeping.ts`). Each night at three in',
    'Shanghai what is due is deleted or emptied; the end of the epidemic ends every period in its area; a legal hold outlasts both.',
    '',
    '| class | days | from | purpose | basis |',
    '| --- | ---: | --- | --- | --- |',
    ...Object.entries(retentionPeriods).map(([name, { days, from, purpose, basis }]) =>
      `| \`${name}\` | ${days ?? 'while the emergency lasts'} | ${from} | ${purpose} | ${basis} |`),
  ].join('\n')}\n`;
}
