export interface Readiness {
  ready: boolean;
  /** Per part `ok`, or the kind of failure. Never a host, a path or a message of a driver. */
  checks: Record<string, string>;
}

export interface Health {
  /** The process answers. A dead dependency does not make a process die. */
  live(): { live: true };
  ready(): Promise<Readiness>;
}

const patienceMs = 2_000;

/** Ready when every check resolves within two seconds. The checks run side by side. */
export function healthOf(checks: Record<string, () => Promise<void> | void>): Health {
  return {
    live: () => ({ live: true }),
    async ready() {
      const told = await Promise.all(Object.entries(checks).map(async ([part, check]) => [part, await outcomeOf(check)] as const));
      return { ready: told.every(([, outcome]) => outcome === 'ok'), checks: Object.fromEntries(told) };
    },
  };
}

async function outcomeOf(check: () => Promise<void> | void): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), patienceMs);
  });
  const asked = (async () => check())().then(() => 'ok', () => 'failed');
  const outcome = await Promise.race([asked, late]);
  clearTimeout(timer);
  return outcome;
}
