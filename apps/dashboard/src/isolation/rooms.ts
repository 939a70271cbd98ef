/** A run of rooms as the form takes it: 301–315 with two beds each. */
export interface RoomRun {
  from: string;
  to?: string;
  beds: number;
}

export interface Room {
  room: string;
  beds: number;
}

const longestRun = 300;

/** True for digits on both ends, upwards, and no longer than one facility can be. */
export function isRoomRun({ from, to }: Pick<RoomRun, 'from' | 'to'>): boolean {
  const last = to || from;
  if (!/^\d{1,6}$/.test(from) || !/^\d{1,6}$/.test(last)) return false;
  const length = Number(last) - Number(from);
  return length >= 0 && length < longestRun;
}

/** Every room of the runs; numbers keep the leading zeros they were written with. */
export function roomsOf(runs: readonly RoomRun[]): Room[] {
  return runs.filter(isRoomRun).flatMap((run) => {
    const first = Number(run.from);
    const count = Number(run.to || run.from) - first + 1;
    return Array.from({ length: count }, (_, index) => ({ room: String(first + index).padStart(run.from.length, '0'), beds: run.beds }));
  });
}
