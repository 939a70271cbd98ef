import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type Language = 'zh' | 'en';

const place = 'lianfang.field.language';
const language = createInstance();

/** Chinese unless the user chose otherwise: the field works in Chinese whatever the phone's own language. */
function keptLanguage(): Language {
  return localStorage.getItem(place) === 'en' ? 'en' : 'zh';
}

export async function startLanguage(): Promise<void> {
  await language.use(initReactI18next).init({
    lng: keptLanguage(),
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  applyToPage();
}

export function currentLanguage(): Language {
  return language.language === 'en' ? 'en' : 'zh';
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem(place, chosen);
  await language.changeLanguage(chosen);
  applyToPage();
}

function applyToPage(): void {
  document.documentElement.lang = currentLanguage() === 'en' ? 'en' : 'zh-CN';
  document.title = language.t('app.name');
}
