import type { DataSource } from 'typeorm';
import type { Actor } from '../auth/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../observability/index.ts';
import type { Language } from '../refusals/index.ts';
import type { Teller } from '../masking/index.ts';
import type { LoaderRoom } from './loader.ts';

/** What every resolver has at hand; made for one request and gone with it. */
export interface RequestContext {
  /** `anonymous` when the call brought no token. */
  actor: Actor;
  language: Language;
  clock: Clock;
  log: Log;
  database: DataSource;
  requestId: string;
  loaders: LoaderRoom;
  /** What of this call goes into the audit trail, beside what the platform sees itself. */
  audit: AuditTrail;
  /** Personal values outside the graph's own answers, e.g. in a spreadsheet, as this caller may see them. */
  tell: Teller;
}

/** The first of our languages in an `Accept-Language`, by weight; Chinese when none is named. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', weight] = range.trim().split(/\s*;\s*q=/);
      return { language: tag.toLowerCase().split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ language, weight }) => (language === 'zh' || language === 'en') && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.language === 'en' ? 'en' : 'zh';
}
