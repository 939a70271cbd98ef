// Figures of an area as they move, over WebSocket: npm install graphql-ws; GATEWAY=http://127.0.0.1:4000 TOKEN=… node live.ts
// Comes back with the last cursor whenever the line breaks; the first message is the present state.
import { createClient } from 'graphql-ws';

const { GATEWAY = 'http://127.0.0.1:4000', TOKEN, BODY } = process.env;
const fields = '(areaCode: "410811") { day people passages asOf }';
const asked = BODY
  ? JSON.parse(BODY)
  : { query: `subscription Moves { figuresChanged${fields} } query Now { figures${fields} }`, operationName: 'Moves', extensions: { snapshot: true } };

const client = createClient({
  url: `${GATEWAY.replace('http', 'ws')}/graphql`,
  connectionParams: { authorization: `Bearer ${TOKEN}`, language: 'en' },
  retryAttempts: 0,
});
// { live: 'stale', lastEventAt } while the event log is away, { live: 'fresh' } afterwards.
client.on('ping', (_received, payload) => payload && console.error(JSON.stringify(payload)));

let resumeFrom: string | undefined;
for (let failures = 1; ; failures++) {
  try {
    for await (const message of client.iterate<Record<string, unknown>, { cursor?: string }>({ ...asked, extensions: { ...asked.extensions, resumeFrom } })) {
      console.log(JSON.stringify(message));
      resumeFrom = message.extensions?.cursor ?? resumeFrom;
      failures = 0;
    }
  } catch (cause) {
    if (Array.isArray(cause)) throw new Error(JSON.stringify(cause)); // refused: asking again would change nothing
    console.error(String(cause));
  }
  await new Promise((proceed) => setTimeout(proceed, Math.min(30_000, 500 * 2 ** failures) * Math.random()));
}
