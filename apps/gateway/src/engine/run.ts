import type { GraphQLError } from 'graphql';
import type { Conditions } from './collect.ts';
import type { Answer } from './record.ts';

export type Language = 'zh' | 'en';

/** Who asks, and how long the asking may last: what every fetch of one request shares. */
export interface Caller {
  /** Headers that go to every subgraph: the caller's token, language and trace. */
  readonly headers: Readonly<Record<string, string>>;
  readonly language: Language;
}

export interface Reporter {
  /** Logs a defect under an id that the user is told. @returns the id */
  defect(what: string, detail: Record<string, unknown>): string;
}

/** One execution of a compiled operation. */
export interface Run {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly conditions: Conditions;
  readonly caller: Caller;
  readonly reporter: Reporter;
  /** What the subgraphs have answered so far, in wire form. */
  readonly root: Answer;
  readonly errors: GraphQLError[];
  /** Milliseconds since the epoch; a fetch that begins later is refused, one that lasts longer is cut. */
  readonly deadline: number;
}
