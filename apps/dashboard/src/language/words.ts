import i18next from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { accountWords } from '../accounts/account.words.ts';
import { approvalWords } from '../approvals/approval.words.ts';
import { auditWords } from '../audit/audit.words.ts';
import { caseWords } from '../cases/case.words.ts';
import { codeWords } from '../codes/code.words.ts';
import { glassWords } from '../glass/glass.words.ts';
import { holdWords } from '../holds/hold.words.ts';
import { checkpointWords } from '../checkpoints/checkpoint.words.ts';
import { isolationWords } from '../isolation/isolation.words.ts';
import { gridWords } from '../grids/grid.words.ts';
import { ledgerWords } from '../ledgers/ledger.words.ts';
import { personWords } from '../persons/person.words.ts';
import { feverWords } from '../fever/fever.words.ts';
import { readingWords } from '../readings/reading.words.ts';
import { specimenWords } from '../specimens/specimen.words.ts';
import { reconcileWords } from '../reconciliation/reconcile.words.ts';
import { registerWords } from '../register/register.words.ts';
import { shellWords } from '../shell/shell.words.ts';
import { supplyWords } from '../supplies/supply.words.ts';
import { sweepWords } from '../sweeps/sweep.words.ts';
import { wallWords } from '../wall/wall.words.ts';
import { doorWords } from '../doors/door.words.ts';
import { keyPersonWords } from '../keypersons/key-person.words.ts';
import { liaisonWords } from '../liaison/liaison.words.ts';
import { officialWords } from '../officials/official.words.ts';
import { tipWords } from '../tipoffs/tip.words.ts';
import { termWords } from './term.words.ts';
import type { Language } from './formats.ts';

/** Every text of the pages, Chinese and English side by side, so that neither can be forgotten. */
const rooms = {
  shell: shellWords,
  term: termWords,
  wall: wallWords,
  ledger: ledgerWords,
  grid: gridWords,
  register: registerWords,
  sweep: sweepWords,
  checkpoint: checkpointWords,
  isolation: isolationWords,
  supply: supplyWords,
  person: personWords,
  case: caseWords,
  code: codeWords,
  approval: approvalWords,
  account: accountWords,
  glass: glassWords,
  hold: holdWords,
  audit: auditWords,
  reconcile: reconcileWords,
  reading: readingWords,
  specimen: specimenWords,
  fever: feverWords,
  official: officialWords,
  keyPerson: keyPersonWords,
  liaison: liaisonWords,
  tip: tipWords,
  door: doorWords,
} as const satisfies Record<string, Record<string, readonly [zh: string, en: string]>>;

export type Room = keyof typeof rooms;
export type Word<R extends Room> = Extract<keyof (typeof rooms)[R], string>;
export type Filling = Record<string, string | number>;

const place = 'lianfang.language';

export async function startLanguage(): Promise<void> {
  const language: Language = localStorage.getItem(place) === 'en' ? 'en' : 'zh';
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    resources: { zh: textsOf(0), en: textsOf(1) },
    interpolation: { escapeValue: false },
    keySeparator: false,
  });
  showLanguage(language);
}

function textsOf(side: 0 | 1): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(rooms).map(([room, words]) => [room, Object.fromEntries(Object.entries(words).map(([key, texts]) => [key, texts[side]]))]),
  );
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = i18next.t('shell:documentTitle');
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(place, language);
  await i18next.changeLanguage(language);
  showLanguage(language);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'zh';
}

// i18next's own types read the whole dictionary at every call; the key is checked by `Word` instead.
function textOf(i18n: { t: unknown }, key: string, filling?: Filling): string {
  return (i18n.t as (key: string, filling?: Filling) => string)(key, filling);
}

/** The words of one room: `const t = useWords('sweep'); t('openRound')`. */
export function useWords<R extends Room>(room: R): (word: Word<R>, filling?: Filling) => string {
  const { i18n } = useTranslation();
  return useCallback((word, filling) => textOf(i18n, `${room}:${word}`, filling), [i18n, i18n.language, room]);
}

/** Labels of the graph's enumerations: `term('OrderMode', order.mode)`. */
export function useTerms(): (kind: string, value: string) => string {
  const { i18n } = useTranslation();
  return useCallback((kind, value) => textOf(i18n, `term:${kind}.${value}`, { defaultValue: value }), [i18n, i18n.language]);
}
