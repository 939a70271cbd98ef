/** The gateway's word on who logs users in: `GET /config.json`. */
export interface Settings {
  issuer: string;
  clients: { dashboard: string; field: string };
  demo: boolean;
}

/** The part of the discovery document that a login needs (OpenID Connect Discovery 1.0, section 3). */
export interface Provider {
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
  revocation_endpoint?: string;
}

export function loadSettings(): Promise<Settings> {
  return fetchJson<Settings>('/config.json');
}

export async function discoverProvider(settings: Settings): Promise<Provider> {
  return fetchJson<Provider>(`${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
}

async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new TypeError(`${url}: HTTP ${response.status}`);
  return (await response.json()) as T;
}
