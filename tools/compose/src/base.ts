import { execFileSync } from 'node:child_process';

/** What the graph is compared with. */
export interface Base {
  readonly commit: string;
  /** In words. */
  readonly what: string;
  /** Clients of that commit must go on working; on the main branch itself it is too late to refuse. */
  readonly isBinding: boolean;
}

/**
 * Where a branch began, or on the main branch the commit before.
 * @param asked a commit; where none is given, it is sought
 * @returns why there is none
 */
export function findBase(root: string, asked: string | undefined): Base | string {
  const git = (...args: string[]): string | undefined => {
    try {
      return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // Git says by its exit code that there is no such thing.
      return undefined;
    }
  };
  const head = git('rev-parse', 'HEAD');
  if (!head) return 'this is no git checkout, or one without a commit';
  if (asked) {
    const commit = git('rev-parse', '--verify', `${asked}^{commit}`);
    return commit ? { commit, what: asked, isBinding: true } : `there is no commit ${asked}`;
  }
  for (const main of ['origin/main', 'main']) {
    const fork = git('merge-base', 'HEAD', main);
    if (fork && fork !== head) return { commit: fork, what: `${main} (${fork.slice(0, 9)})`, isBinding: true };
  }
  const before = git('rev-parse', '--verify', 'HEAD~1');
  return before ? { commit: before, what: `the commit before (${before.slice(0, 9)})`, isBinding: false } : 'this commit has none before it here (a shallow clone?)';
}
