import { currentLanguage } from './language.ts';

/** All times are Shanghai's, wherever the phone thinks it is. */
const zone = 'Asia/Shanghai';

export function clockTime(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date(iso));
}

/** The time alone for today, with its day for any other. */
export function momentOf(iso: string): string {
  if (shanghaiDay(new Date(iso)) === shanghaiDay(new Date())) return clockTime(iso);
  return new Intl.DateTimeFormat(locale(), {
    month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone,
  }).format(new Date(iso));
}

/** YYYY-MM-DD in Shanghai. */
export function shanghaiDay(at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at);
}

function locale(): string {
  return currentLanguage() === 'en' ? 'en-GB' : 'zh-CN';
}
