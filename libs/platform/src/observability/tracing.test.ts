import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface Span { name: string; traceId: string; spanId: string; parentSpanId?: string }

/** Takes spans as a collector would, OTLP over HTTP in JSON. */
async function startCollector() {
  const spans: Span[] = [];
  const services = new Set<string>();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: { resource: { attributes: { key: string; value: { stringValue: string } }[] }; scopeSpans: { spans: Span[] }[] }[] };
    for (const { resource, scopeSpans } of resourceSpans) {
      services.add(resource.attributes.find(({ key }) => key === 'service.name')!.value.stringValue);
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { spans, services, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}

// In a process of its own, as tracing is for a whole process; it prints what the work sees.
async function traced(endpoint: string, work: string): Promise<string> {
  const source = `
    import { currentTraceparent, inSpan, startTracing } from ${JSON.stringify(join(process.cwd(), 'libs/platform/src/observability/index.ts'))};
    const tracing = await startTracing({ service: 'people', endpoint: ${JSON.stringify(endpoint)} });
    ${work}
    await tracing.stop();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', source]);
  return stdout.trim();
}

it('without an endpoint nothing is traced', async () => {
  expect(await traced('', `await inSpan('work', {}, async () => console.log(currentTraceparent()));`)).toBe('undefined');
});

it('a trace goes on from a caller, through the work, into an event and its consumer', async () => {
  const collector = await startCollector();
  await traced(collector.endpoint, `
    const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const inEvent = await inSpan('query household', { from: caller, kind: 'server' }, () => inSpan('store', {}, async () => currentTraceparent()));
    await inSpan('consume', { from: inEvent, kind: 'consumer' }, async () => {});
    await inSpan('fails', {}, () => Promise.reject(new Error('13812345678'))).catch((error) => { if (error.message !== '13812345678') throw error; });`);
  await collector.stop();

  expect([...collector.services]).toEqual(['people']);
  const [server, store, consumer] = ['query household', 'store', 'consume'].map((name) => collector.spans.find((span) => span.name === name)!);
  expect(new Set([server!, store!, consumer!].map(({ traceId }) => traceId))).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']));
  expect([server!.parentSpanId, store!.parentSpanId, consumer!.parentSpanId]).toEqual(['b7ad6b7169203331', server!.spanId, store!.spanId]);
  expect(JSON.stringify(collector.spans)).not.toContain('13812345678');
});
