import type { Clock } from '@lianfang/platform/clock';
import type { Attempts } from './attempts.rules.ts';
import type { Directory, Login } from './directory.ts';

/** Why nobody was signed in, as every door of this provider says it. */
export interface SignInRefusal {
  status: 401 | 403 | 429;
  error: 'invalid_grant' | 'account_suspended' | 'too_many_attempts';
  zh: string;
  en: string;
  /** Seconds until it is worth trying again. */
  retryAfter?: number;
}

/** User and password, or the reason why not. A suspended account is told so to who knows its password, and to nobody else. */
export function signIn(o: { directory: Directory; attempts: Attempts; clock: Clock }, given: { user: string; password: string; address: string }): Login | SignInRefusal {
  const { user, password, address } = given;
  const now = o.clock.now();
  const until = o.attempts.blockedUntil(user, address, now);
  if (until) return tooManyAttempts(until, now);
  const login = o.directory.withPassword(user, password);
  if (!login) {
    o.attempts.failed(user, address, now);
    return { status: 401, error: 'invalid_grant', zh: '账号或密码不正确。', en: 'User and password do not fit.' };
  }
  o.attempts.succeeded(user);
  return login.suspended ? suspended : login;
}

/** One tap: the demo's buttons. */
export function tapIn(directory: Directory, user: string): Login | SignInRefusal {
  const login = directory.find(user);
  if (!login) return { status: 401, error: 'invalid_grant', zh: '没有该账号。', en: 'There is no such account.' };
  return login.suspended ? suspended : login;
}

export function isRefused(answer: Login | SignInRefusal): answer is SignInRefusal {
  return 'error' in answer;
}

const suspended: SignInRefusal = {
  status: 403,
  error: 'account_suspended',
  zh: '该账号已停用，请联系本单位管理员。',
  en: 'This account is suspended. Ask the administrator of your agency.',
};

function tooManyAttempts(until: Date, now: Date): SignInRefusal {
  const clock = until.toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false });
  return {
    status: 429,
    error: 'too_many_attempts',
    zh: `密码错误次数过多，请于 ${clock} 后再试。`,
    en: `Too many wrong passwords. Try again after ${clock} (Beijing time).`,
    retryAfter: Math.ceil((until.getTime() - now.getTime()) / 1000),
  };
}
