/** The gateway's word on who logs users in and whose signature passes carry: `GET /config.json`. */
export interface Settings {
  issuer: string;
  clients: { dashboard: string; field: string };
  demo: boolean;
  /** Public Ed25519 key of passes; without it a gate cannot verify them offline. */
  passKey?: string | JsonWebKey | null;
}

/** The part of the discovery document that a login needs (OpenID Connect Discovery 1.0, section 3). */
export interface Provider {
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
}

const place = 'lianfang.field.settings';

/** The settings as last read, for a start without network. */
export function keptSettings(): Settings | null {
  const text = localStorage.getItem(place);
  return text ? (JSON.parse(text) as Settings) : null;
}

export async function loadSettings(): Promise<Settings> {
  const settings = await fetchJson<Settings>('/config.json');
  localStorage.setItem(place, JSON.stringify(settings));
  return settings;
}

export async function discoverProvider(settings: Settings): Promise<Provider> {
  return fetchJson<Provider>(`${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
}

async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new TypeError(`${url}: HTTP ${response.status}`);
  return (await response.json()) as T;
}
