import type { listLogins } from '../demo.ts';
import { escapeHtml, page } from './layout.ts';

type Login = ReturnType<typeof listLogins>[number];

/** One tap per role, and the form for who wants to type. `refusedUser` is the name of an attempt that did not fit. */
export function loginPage(uid: string, logins: readonly Login[], refusedUser?: string): string {
  const action = `/login/${encodeURIComponent(uid)}`;
  return page(
    '选择岗位登录',
    'Sign in: choose a role',
    `<form method="post" action="${action}" class="roles">${logins.map(roleButton).join('')}</form>
<h2>或使用账号密码 <span class="en" lang="en">or with user and password</span></h2>
<form method="post" action="${action}" class="card">
${refusedUser === undefined ? '' : '<p class="warn" role="alert">账号或密码不正确。<span lang="en"> User and password do not fit.</span></p>'}
<div class="fields">
<label>账号 <small lang="en">user</small><input name="user" autocomplete="username" autocapitalize="none" required value="${escapeHtml(refusedUser ?? '')}"></label>
<label>密码 <small lang="en">password</small><input name="password" type="password" autocomplete="current-password" required></label>
<button class="go">登录 <span lang="en">Sign in</span></button>
</div>
</form>`,
  );
}

function roleButton({ user, name, nameEn, roleName, roleNameEn }: Login): string {
  return `<button class="role" name="tap" value="${escapeHtml(user)}"><b>${escapeHtml(roleName)}</b><span>${escapeHtml(name)}</span><span class="en" lang="en">${escapeHtml(roleNameEn)} · ${escapeHtml(nameEn)}</span></button>`;
}
