/** The gateway's word on who logs users in: `GET /config.json`. */
export interface Settings {
  issuer: string;
  clients: { dashboard: string; field: string };
  demo: boolean;
}

/** The part of the provider's discovery document that a login needs (OpenID Connect Discovery 1.0, section 3). */
export interface Provider {
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
  revocation_endpoint?: string;
}

let settings: Promise<Settings> | null = null;
let provider: Promise<Provider> | null = null;

export function loadSettings(): Promise<Settings> {
  settings ??= fetchJson<Settings>('/config.json').catch((error: unknown) => {
    settings = null;
    throw error;
  });
  return settings;
}

export function discoverProvider(): Promise<Provider> {
  provider ??= loadSettings()
    .then(({ issuer }) => fetchJson<Provider>(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`))
    .catch((error: unknown) => {
      provider = null;
      throw error;
    });
  return provider;
}

async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return (await response.json()) as T;
}
