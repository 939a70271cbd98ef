import type { OidcContext } from 'oidc-provider';
import { escapeHtml, page } from './layout.ts';

export function noticePage(zh: string, en: string, moreZh: string, moreEn: string, form = ''): string {
  return page(zh, en, `<div class="card"><p>${escapeHtml(moreZh)}<br><span class="en" lang="en">${escapeHtml(moreEn)}</span></p>${form}</div>`);
}

/** `form` is the provider's own, without a button; it carries the proof that the user came from here. */
export function showLogout(ctx: OidcContext, form: string): void {
  const button = '<button class="go" form="op.logoutForm" name="logout" value="yes">退出 <span lang="en">Sign out</span></button>';
  ctx.body = noticePage('退出登录？', 'Sign out?', '退出后，本机上的所有联防应用都需要重新登录。', 'All Lianfang apps in this browser will ask you to sign in again.', form + button);
}

export function showLogoutDone(ctx: OidcContext): void {
  ctx.body = noticePage('已退出登录', 'Signed out', '现在可以关闭此页面。', 'You may close this page.');
}

/** The protocol's error code is for developers; it holds nothing of ours. */
export function showError(ctx: OidcContext, out: { error: string; error_description?: string }): void {
  ctx.set('content-type', 'text/html; charset=utf-8');
  const code = `<p><code>${escapeHtml(out.error)}</code> <small>${escapeHtml(out.error_description ?? '')}</small></p>`;
  ctx.body = noticePage('无法登录', 'Sign-in did not work', '请回到应用重新登录。', 'Go back to the app and sign in again.', code);
}
