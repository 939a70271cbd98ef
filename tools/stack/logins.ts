export interface Login { role: string; agency: string; areaCode: string; user: string; password: string }
export interface LoginWithToken extends Login { token: string | null }

/** The demo's logins, one per role, as the identity app lists them; empty when it does not answer. */
export async function listLogins(identity: string): Promise<Login[]> {
  try {
    const response = await fetch(`${identity}/demo/logins`, { signal: AbortSignal.timeout(3_000) });
    if (!response.ok) return [];
    const body = (await response.json()) as Login[] | { logins: Login[] };
    return Array.isArray(body) ? body : body.logins;
  } catch {
    // The service is down: status says so by its own line.
    return [];
  }
}

export async function tokenOf(identity: string, user: string, password: string): Promise<string | null> {
  try {
    const response = await fetch(`${identity}/demo/token`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user, password }), signal: AbortSignal.timeout(3_000),
    });
    return response.ok ? ((await response.json()) as { token: string }).token : null;
  } catch {
    return null;
  }
}

export async function loginsWithTokens(identity: string): Promise<LoginWithToken[]> {
  const logins = await listLogins(identity);
  return Promise.all(logins.map(async ({ role, agency, areaCode, user, password }) =>
    ({ role, agency, areaCode, user, password, token: await tokenOf(identity, user, password) })));
}
