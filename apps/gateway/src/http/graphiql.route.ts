import type { ServerResponse } from 'node:http';

/** The explorer, served whole from here: nothing on the page is loaded from elsewhere. */
export async function sendGraphiql(response: ServerResponse): Promise<void> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: '联防 Lianfang GraphiQL',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    isHeadersEditorEnabled: true,
    defaultQuery: '{\n  __schema {\n    queryType {\n      fields {\n        name\n        description\n      }\n    }\n  }\n}\n',
  });
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    // The page is one inline script and starts its workers from blobs; it may talk to this origin only.
    'content-security-policy':
      "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(page);
}
