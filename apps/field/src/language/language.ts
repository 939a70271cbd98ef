import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
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
    resources: { zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  if (keptLanguage() === 'en') await addEnglish();
  applyToPage();
}

/** Phones that work in Chinese never load it. */
async function addEnglish(): Promise<void> {
  const { en } = await import('./en.ts');
  language.addResourceBundle('en', 'translation', en);
}

export function currentLanguage(): Language {
  return language.language === 'en' ? 'en' : 'zh';
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem(place, chosen);
  if (chosen === 'en') await addEnglish();
  await language.changeLanguage(chosen);
  applyToPage();
}

function applyToPage(): void {
  document.documentElement.lang = currentLanguage() === 'en' ? 'en' : 'zh-CN';
  document.title = language.t('app.name');
}
