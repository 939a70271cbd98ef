import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { NodeTracerConfig } from '@opentelemetry/sdk-trace-node';

type Resource = NonNullable<NodeTracerConfig['resource']>;

let recording = false;

/** Whether spans go anywhere: what they would cost can be spared otherwise. */
export function isTracing(): boolean {
  return recording;
}

/**
 * Opt-in: without an endpoint nothing is loaded, recorded or sent. With one (an OTLP/HTTP collector, for example
 * http://127.0.0.1:4318) spans go there in batches.
 */
export async function startTracing(o: { service: string; endpoint?: string }): Promise<{ stop(): Promise<void> }> {
  if (!o.endpoint) return { stop: async () => {} };
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const exporter = new OTLPTraceExporter({ url: `${o.endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new NodeTracerProvider({ resource: resourceOf(o.service), spanProcessors: [new BatchSpanProcessor(exporter)] });
  provider.register();
  recording = true;
  return { stop: () => provider.shutdown() };
}

function resourceOf(service: string): Resource {
  const attributes = { 'service.name': service, 'service.namespace': 'lianfang' };
  const resource: Resource = { attributes, merge: () => resource, getRawAttributes: () => Object.entries(attributes) };
  return resource;
}

/** W3C `traceparent` of the running span, to be sent on with a call or an event; undefined when tracing is off. */
export function currentTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/**
 * Runs the work in a span of its own. `from` continues the trace of a caller or of an event; without it the running one goes on.
 * Span names and attributes hold no personal data.
 */
export async function inSpan<T>(
  name: string,
  o: { from?: string | undefined; kind?: 'server' | 'client' | 'consumer' | 'internal'; attributes?: Attributes },
  work: () => Promise<T>,
): Promise<T> {
  if (!recording) return work();
  const parent = o.from ? propagation.extract(ROOT_CONTEXT, { traceparent: o.from }) : context.active();
  const kind = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL }[o.kind ?? 'internal'];
  return trace.getTracer('lianfang').startActiveSpan(name, { kind, attributes: o.attributes }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  });
}
