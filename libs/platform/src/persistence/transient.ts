/** SQLSTATE classes and codes that say "not now", whatever was asked. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const conflictStates = ['40001', '40P01'];
const transientClasses = ['08', '53'];
const transientStates = [...conflictStates, '55P03', '57P01', '57P02', '57P03', '25006'];
const socketCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

// The driver reports a lost or unobtainable connection in words only.
const driverMessages = /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** A serialization failure or a deadlock: running the transaction again is expected to succeed. */
export function isConflict(error: unknown): boolean {
  return conflictStates.includes(codeOf(error));
}

/** The statement took longer than it may. */
export function isCancelled(error: unknown): boolean {
  return codeOf(error) === '57014';
}

/** The database is away, full or busy: the fault is not in what was asked, and asking later may succeed. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error);
  if (transientStates.includes(code) || socketCodes.includes(code)) return true;
  if (code.length === 5 && transientClasses.includes(code.slice(0, 2))) return true;
  if (!(error instanceof Error)) return false;
  // TypeORM releases a transaction whose connection was cut; the next statement learns it by this name.
  return error.name === 'QueryRunnerAlreadyReleasedError' || driverMessages.test(error.message);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return String(code ?? driverError?.code ?? '');
}
