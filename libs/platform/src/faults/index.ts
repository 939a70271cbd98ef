/** Crashes on purpose, at named places, to prove that nothing is lost, doubled or invented by them. */
export { crashPoint, crashPoints, parseCrashPlan, setCrashPlan } from './crash-point.ts';
export type { CrashPlan, CrashPoint } from './crash-point.ts';
