import { pinyin } from 'pinyin-pro';

/** Syllables and initials of a name for search, e.g. `zhangsanfeng` and `zsf`. Surnames are read as surnames (单 is shan). */
export function pinyinOf(name: string): { pinyin: string; initials: string } {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', surname: 'head', nonZh: 'consecutive' });
  return {
    pinyin: syllables.join('').toLowerCase().replace(/[^a-z0-9]/g, ''),
    initials: syllables.map((syllable) => syllable[0] ?? '').join('').toLowerCase().replace(/[^a-z0-9]/g, ''),
  };
}
