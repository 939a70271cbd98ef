import { existsSync, readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { readRegistered } from '../http/registered.ts';

/** The text that a word on the command line means: a file, or a registered operation by its name or hash. @throws Error */
export function textOf(word: string, manifestFile: string | undefined): string {
  if (existsSync(word)) return readFileSync(word, 'utf8');
  if (!manifestFile) throw new Error(`there is no file ${word}; to name a registered operation give --operations FILE or GATEWAY_OPERATIONS`);
  const registered = readRegistered(readFileSync(manifestFile, 'utf8'));
  const found = registered.textOf(word) ?? registered.texts.find((text) => namesIn(text).includes(word));
  if (!found) throw new Error(`neither a file nor a registered operation is called ${word}`);
  return found;
}

function namesIn(text: string): string[] {
  return parse(text, { noLocation: true }).definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION && node.name ? [node.name.value] : []));
}
