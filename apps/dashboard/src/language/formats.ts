export type Language = 'zh' | 'en';

const zone = 'Asia/Shanghai';

/** Numbers, money, days and times as people of the chosen language write them; every time is Shanghai time. */
export function formatsOf(language: Language) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol', maximumFractionDigits: 2 });
  const shortMoney = new Intl.NumberFormat(locale, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol', notation: 'compact', maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat(locale, { timeZone: zone, month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false });
  const exact = new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'medium', hour12: false });
  const clock = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, month: 'short', day: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    count: (value: number) => number.format(value),
    percent: (ratio: number) => percent.format(ratio),
    yuan: (fen: number) => money.format(fen / 100),
    /** In 万 or thousands: for figures read from afar. */
    yuanShort: (fen: number) => shortMoney.format(fen / 100),
    /** Day and minute: for lists. */
    moment: (iso: string | null | undefined) => (iso ? moment.format(new Date(iso)) : '—'),
    exactTime: (iso: string) => exact.format(new Date(iso)),
    clockTime: (iso: string) => clock.format(new Date(iso)),
    dayOf: (iso: string) => day.format(new Date(iso)),
    ago: (at: Date, now: Date) => {
      const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000));
      if (seconds < 60) return relative.format(-seconds, 'second');
      if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
      if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), 'hour');
      return relative.format(-Math.floor(seconds / 86_400), 'day');
    },
  };
}
