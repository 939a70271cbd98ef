/** Strokes on a 24 × 24 grid. */
const strokes = {
  sweep: 'M4 21V9l8-6 8 6v12M9 21v-7h6v7',
  gate: 'M4 21V7M20 21V7M4 11h16M2 21h20M8 7l4-4 4 4',
  arrival: 'M12 21s-7-6-7-11a7 7 0 0 1 14 0c0 5-7 11-7 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  liaison: 'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2 20c0-3.500 3-5.500 7-5.500s7 2 7 5.500M17 9l2 2 3.500-3.500',
  home: 'M4 21V10l8-7 8 7v11zM9 21v-6h6v6',
  outbox: 'M4 14v5h16v-5M12 15V4M8 8l4-4 4 4',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.500-6 8-6s8 2 8 6',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  refresh: 'M20 11a8 8 0 0 0-14.500-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14.500 4L20 15M20 20v-5h-5',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 13l5 5L20 7',
  cross: 'M6 6l12 12M18 6L6 18',
  offline: 'M3 3l18 18M7 18a4.500 4.500 0 0 1-.500-9M10 6.500A6 6 0 0 1 18 11a3.700 3.700 0 0 1 2 6.500',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM21 21l-5-5',
  warning: 'M12 4L2.500 20h19zM12 10v5M12 17.500v.500',
  camera: 'M4 8h4l1.500-3h5L16 8h4v11H4zM12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z',
  keys: 'M3 7h18v10H3zM7 10.500h.010M12 10.500h.010M17 10.500h.010M8 14h8',
  card: 'M3 5h18v14H3zM7 14h6M7 10h3M15.500 12.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  people: 'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2 20c0-3.500 3-5.500 7-5.500s7 2 7 5.500M16 4.500a3.500 3.500 0 0 1 0 6.500M18 15c2.500.500 4 2.300 4 5',
  wait: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2',
  torch: 'M8 3h8v4l-2 3v11h-4V10L8 7zM12 13v2',
} as const;

export type IconName = keyof typeof strokes;

export function Icon({ name, turning = false }: { name: IconName; turning?: boolean }) {
  return (
    <svg className={turning ? 'icon turning' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={strokes[name]} fill="none" stroke="currentColor" strokeWidth="2.200" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
