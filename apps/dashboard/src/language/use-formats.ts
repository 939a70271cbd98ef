import { useMemo } from 'react';
import { formatsOf } from './formats.ts';
import { useLanguage } from './words.ts';

export function useFormats(): ReturnType<typeof formatsOf> {
  const language = useLanguage();
  return useMemo(() => formatsOf(language), [language]);
}
