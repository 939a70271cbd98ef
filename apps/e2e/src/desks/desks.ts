import { caseDesk } from './case.desk.ts';
import { feverDesk } from './fever.desk.ts';
import { readingDesk } from './reading.desk.ts';
import { specimenDesk } from './specimen.desk.ts';
import { reconcileDesk } from './reconcile.desk.ts';
import { gridDesk, registerDesk } from './register.desk.ts';
import { doorDesk } from './door.desk.ts';
import { liaisonDesk } from './liaison.desk.ts';
import { teamDesk } from './team.desk.ts';
import { tipDesk } from './tip.desk.ts';
import type { DeskWalk } from './scene.ts';
import { sweepDesk } from './sweep.desk.ts';

/** One line a desk. */
export const desks: readonly DeskWalk[] = [reconcileDesk, registerDesk, gridDesk, caseDesk, sweepDesk, teamDesk, liaisonDesk, tipDesk, doorDesk, readingDesk, specimenDesk, feverDesk];
