export interface Choice {
  id: string;
  zh: string;
  en: string;
}

/** A line each: id, Chinese, English, parted by spaces; the English may hold spaces, and is the Chinese where it lacks. */
export function choicesOf(text: string): Choice[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([id]) => Boolean(id))
    .map(([id = '', zh = id, ...en]) => ({ id, zh, en: en.join(' ') || zh }));
}

export function textOfChoices(choices: readonly Choice[]): string {
  return choices.map(({ id, zh, en }) => `${id} ${zh} ${en}`).join('\n');
}
