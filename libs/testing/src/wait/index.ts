export interface Patience {
  /** Milliseconds after which the last failure is thrown; 15,000 unless told. */
  within?: number;
  /** Milliseconds between two tries; 25 unless told. */
  every?: number;
}

/**
 * Tries until `attempt` neither throws nor rejects, and gives its value. Put the assertions inside: what is waited for
 * is an outcome, and when it does not come the test fails with the reason of the last try.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const { within = 15_000, every = 25 } = patience;
  const end = Date.now() + within;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= end) throw withPatience(error, within);
      await new Promise((wake) => setTimeout(wake, every));
    }
  }
}

function withPatience(error: unknown, within: number): unknown {
  if (error instanceof Error) error.message = `${error.message}\n(still so after ${within} ms)`;
  return error;
}
