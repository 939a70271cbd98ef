interface Mode {
  NODE_ENV: string;
  LIANFANG_DEMO: boolean;
  OIDC_ISSUER: string;
}

/**
 * The demo's provider has published passwords and tells them to everybody who asks; production must not believe its tokens. An
 * issuer that does not answer is not the demo's.
 * @throws Error that says what to do
 */
export async function demandRealIssuer({ NODE_ENV, LIANFANG_DEMO, OIDC_ISSUER }: Mode): Promise<void> {
  if (NODE_ENV !== 'production' || LIANFANG_DEMO) return;
  if (await publishesLogins(OIDC_ISSUER)) {
    throw new Error(`OIDC_ISSUER ${OIDC_ISSUER} is the login of the demo: its passwords are public. Production names the issuer of its agencies`);
  }
}

async function publishesLogins(issuer: string): Promise<boolean> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/demo/logins`, { signal: AbortSignal.timeout(3_000) });
    return response.ok && JSON.stringify(await response.json()).includes('password');
  } catch {
    // Not there, or not JSON: whatever it is, it does not publish logins.
    return false;
  }
}
