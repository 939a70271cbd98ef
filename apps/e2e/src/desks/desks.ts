import { reconcileDesk } from './reconcile.desk.ts';
import type { DeskWalk } from './scene.ts';

/** One line a desk. */
export const desks: readonly DeskWalk[] = [reconcileDesk];
