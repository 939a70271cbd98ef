import type { ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { Refusal } from '@lianfang/platform/refusals';
import type { Language } from '@lianfang/platform/refusals';

/** A refusal of a request as a whole, with the status that says so in HTTP. */
export class HttpRefusal extends Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, texts: { zh: string; en: string }, headers: Record<string, string> = {}) {
    super(code, texts);
    this.name = 'HttpRefusal';
    this.status = status;
    this.headers = headers;
  }
}

/** A refusal as an error of the GraphQL answer. */
export function graphqlError(refusal: Refusal, language: Language): GraphQLError {
  return new GraphQLError(refusal.textIn(language), { extensions: { code: refusal.code, ...refusal.extensions } });
}

export function sendRefusal(response: ServerResponse, refusal: HttpRefusal, language: Language): void {
  const body = JSON.stringify({ errors: [{ message: refusal.textIn(language), extensions: { code: refusal.code } }] });
  response
    .writeHead(refusal.status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...refusal.headers })
    .end(body);
}
