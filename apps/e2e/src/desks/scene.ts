import type { House } from '@lianfang/testing/house';
import type { Desk } from '../browser/browser.ts';

/** The walks through the desks go through here: a seeded house, and Chromium. */
export interface DeskScene {
  house: House;
  desk: Desk;
}

/** One desk's main task, done in its pages by whoever would do it. */
export interface DeskWalk {
  /** A sentence of the domain. */
  tells: string;
  walk(scene: DeskScene): Promise<void>;
}
