import type { listLogins } from '../demo.ts';
import { escapeHtml, page } from './layout.ts';

type Login = ReturnType<typeof listLogins>[number];

/** One tap per role, and the form for who wants to type. `refused` says of an attempt whose it was and why it did not work. */
export function loginPage(uid: string, logins: readonly Login[], refused?: { user: string; zh: string; en: string }): string {
  const action = `/login/${encodeURIComponent(uid)}`;
  return page(
    '选择岗位登录',
    'Sign in: choose a role',
    `<form method="post" action="${action}" class="roles">${logins.map(roleButton).join('')}</form>
<h2>或使用账号密码 <span class="en" lang="en">or with user and password</span></h2>
<form method="post" action="${action}" class="card">
${refused ? `<p class="warn" role="alert">${escapeHtml(refused.zh)}<span lang="en"> ${escapeHtml(refused.en)}</span></p>` : ''}
<div class="fields">
<label>账号 <small lang="en">user</small><input name="user" autocomplete="username" autocapitalize="none" required value="${escapeHtml(refused?.user ?? '')}"></label>
<label>密码 <small lang="en">password</small><input name="password" type="password" autocomplete="current-password" required></label>
<button class="go">登录 <span lang="en">Sign in</span></button>
</div>
</form>`,
  );
}

function roleButton({ user, name, nameEn, roleName, roleNameEn }: Login): string {
  return `<button class="role" name="tap" value="${escapeHtml(user)}"><b>${escapeHtml(roleName)}</b><span>${escapeHtml(name)}</span><span class="en" lang="en">${escapeHtml(roleNameEn)} · ${escapeHtml(nameEn)}</span></button>`;
}
