import type { Language } from '@lianfang/platform/refusals';

/** The first of our languages that `Accept-Language` names; Chinese when it names none. Weights are as good as sorted in practice. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const first = /\b(zh|en)\b/i.exec(acceptLanguage ?? '')?.[1];
  return first?.toLowerCase() === 'en' ? 'en' : 'zh';
}
