import type { listLogins } from '../demo.ts';
import { escapeHtml, page } from './layout.ts';

type Login = ReturnType<typeof listLogins>[number];

/** Who comes here by hand learns where to go and with which login. */
export function homePage(logins: readonly Login[], origins: readonly string[]): string {
  const [origin = ''] = origins;
  const rows = logins.map(
    ({ user, password, roleName, roleNameEn, name, areaCode }) =>
      `<tr><td>${escapeHtml(roleName)}<br><span class="en" lang="en">${escapeHtml(roleNameEn)}</span></td><td>${escapeHtml(name)}<br><span class="en">${escapeHtml(areaCode)}</span></td><td><code>${escapeHtml(user)}</code></td><td><code>${escapeHtml(password)}</code></td></tr>`,
  );
  return page(
    '演示登录',
    'Demo logins',
    `<p class="links"><a class="go" href="${escapeHtml(origin)}/dashboard/">指挥大屏 <span lang="en">Dashboard</span></a><a class="go" href="${escapeHtml(origin)}/field/">现场应用 <span lang="en">Field app</span></a></p>
<div class="card scroll"><table><thead><tr><th>岗位 <small lang="en">role</small></th><th>单位 <small lang="en">office</small></th><th>账号 <small lang="en">user</small></th><th>密码 <small lang="en">password</small></th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
  );
}
