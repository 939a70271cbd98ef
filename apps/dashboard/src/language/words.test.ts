import { globSync, readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { termWords } from './term.words.ts';
import { caseWords } from '../cases/case.words.ts';
import { checkpointWords } from '../checkpoints/checkpoint.words.ts';
import { isolationWords } from '../isolation/isolation.words.ts';
import { ledgerWords } from '../ledgers/ledger.words.ts';
import { personWords } from '../persons/person.words.ts';
import { shellWords } from '../shell/shell.words.ts';
import { supplyWords } from '../supplies/supply.words.ts';
import { sweepWords } from '../sweeps/sweep.words.ts';
import { wallWords } from '../wall/wall.words.ts';

type Words = Readonly<Record<string, readonly [zh: string, en: string]>>;

const rooms: Readonly<Record<string, Words>> = { termWords, caseWords, checkpointWords, isolationWords, ledgerWords, personWords, shellWords, supplyWords, sweepWords, wallWords };

const fillings = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test.each(Object.entries(rooms))('%s say the same in both languages, with the same places to fill', (_, words) => {
  for (const [zh, en] of Object.values(words)) {
    expect(zh.trim()).not.toBe('');
    expect(en.trim()).not.toBe('');
    expect(fillings(en)).toEqual(fillings(zh));
  }
});

test('English texts hold no Chinese', () => {
  const texts = Object.values(rooms).flatMap((words) => Object.entries(words).filter(([key]) => key !== 'language').map(([, [, en]]) => en));
  expect(texts.filter((text) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
});

/** Enumerations whose values reach the screen as the server's own words instead. */
const unlabelled = new Set(['PassageReason']);

test('every value of the graph’s enumerations has a label', () => {
  const documents = globSync('apps/*/src/**/*.graphql', { cwd: process.cwd() })
    .filter((path) => !path.includes('dashboard') && !path.includes('field'))
    .map((path) => parse(readFileSync(path, 'utf8')));
  const values = documents.flatMap((document) => document.definitions).flatMap((node) =>
    node.kind === 'EnumTypeDefinition' && !unlabelled.has(node.name.value) ? (node.values ?? []).map((value) => `${node.name.value}.${value.name.value}`) : [],
  );
  expect(values.length).toBeGreaterThan(50);
  expect(values.filter((value) => !(value in termWords))).toEqual([]);
});
