import { followFigures, type House } from '@lianfang/testing/house';
import { arrive } from './arrival.step.ts';
import { askTheGraph, drillDown } from './graph.step.ts';
import { importLedger } from './ledger.step.ts';
import { district, watched, type Scene } from './scene.ts';
import { donate } from './supply.step.ts';
import { sweep } from './sweep.step.ts';

/** The main job, each step by the agency that would take it. Answers how long the wall took to follow each, in ms. */
export async function walk(house: House): Promise<ReadonlyMap<string, number>> {
  const wall = await followFigures(house, 'command', district, watched);
  const scene: Scene = { house, wall };
  try {
    await wall.quiet();
    await importLedger(scene);
    await sweep(scene);
    await arrive(scene);
    await donate(scene);
    await drillDown(scene);
    await askTheGraph(scene);
    return wall.times;
  } finally {
    await wall.stop();
  }
}

/** For whoever reads the log of a run. */
export function told(times: ReadonlyMap<string, number>): string {
  return [...times].map(([what, took]) => `  the wall followed within ${took.toFixed(0).padStart(4)} ms: ${what}`).join('\n');
}
