/** The whole house in processes of its own, as `npm start` brings it up: for walks and benches. */
export { enterHouse, startHouse } from './house.ts';
export type { House, HousePlan, HouseStatus } from './house.ts';
export { followFigures } from './figures.ts';
export type { FiguresFollowed } from './figures.ts';
export { cpuSeconds, measureServices, residentMegabytes } from './measure.ts';
export type { ServiceLoad } from './measure.ts';
