import type { ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { Refusal } from '@lianfang/platform/refusals';
import type { Language } from '@lianfang/platform/refusals';

/** A refusal of a request as a whole, with the status that says so in HTTP. */
export class HttpRefusal extends Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, texts: { zh: string; en: string }, headers: Record<string, string> = {}, extensions?: Record<string, unknown>) {
    super(code, texts, extensions);
    this.name = 'HttpRefusal';
    this.status = status;
    this.headers = headers;
  }
}

/** A refusal as an error of the GraphQL answer; Apollo Server takes status and headers out of it. */
export function graphqlError(refusal: Refusal, language: Language): GraphQLError {
  const extensions: Record<string, unknown> = { ...refusal.extensions, code: refusal.code };
  if (refusal instanceof HttpRefusal) extensions.http = { status: refusal.status, headers: new HeaderMap(Object.entries(refusal.headers)) };
  return new GraphQLError(refusal.textIn(language), { extensions });
}

export function sendRefusal(response: ServerResponse, refusal: HttpRefusal, language: Language): void {
  const body = JSON.stringify({ errors: [{ message: refusal.textIn(language), extensions: { ...refusal.extensions, code: refusal.code } }] });
  response
    .writeHead(refusal.status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...refusal.headers })
    .end(body);
}
