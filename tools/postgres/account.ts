import { execFileSync } from 'node:child_process';

/** Whom PostgreSQL runs as. It refuses to run as root, so root lends it an account of its own. */
export interface Account { uid: number; gid: number }

const name = 'postgres';

export function accountForPostgres(): Account | null {
  if (process.getuid?.() !== 0) return null;
  return findAccount() ?? createAccount();
}

function findAccount(): Account | null {
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    // `id` answers with exit code 1 when nobody has that name.
    return null;
  }
}

function createAccount(): Account {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error(
      `PostgreSQL cannot run as root and the account "${name}" could not be made. Run: useradd --system --user-group ${name}`,
      { cause },
    );
  }
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}
