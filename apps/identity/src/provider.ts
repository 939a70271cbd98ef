import { Provider } from 'oidc-provider';
import type { AccessToken, Configuration, Grant, OidcContext, StructuredToken } from 'oidc-provider';
import type { Log } from '@lianfang/platform/observability';
import { claimsOf } from './directory.ts';
import type { Directory } from './directory.ts';
import { showError, showLogout, showLogoutDone } from './pages/notices.ts';
import type { IdentityState } from './state.ts';
import { securityHeaders } from './wire.ts';

/** Tokens are for the graph. The identifier must be a URI; the audience inside the token is the short name. */
export const audience = 'lianfang';
export const graphResource = 'urn:lianfang:graph';

const hour = 3_600;
const day = 24 * hour;
/** The two web apps. Public clients: the code is bound to the browser by PKCE, there is no secret to leak. */
const pages = ['dashboard', 'field'] as const;

/** OpenID Connect for the demo: authorization code with PKCE, refresh, logout, RS256 tokens of an hour. */
export function createProvider(o: { issuer: string; origins: readonly string[]; state: IdentityState; directory: Directory; log: Log }): Provider {
  const provider = new Provider(o.issuer, configurationOf(o));
  provider.proxy = o.issuer.startsWith('https:');
  provider.on('server_error', (_ctx, error) => o.log.error({ err: error }, 'the provider failed'));
  return provider;
}

function configurationOf({ origins, state, directory }: { origins: readonly string[]; state: IdentityState; directory: Directory }): Configuration {
  return {
    clients: pages.map((page) => clientOf(page, origins)),
    jwks: { keys: [state.signingKey] },
    cookies: { keys: [state.cookieKey] },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'agency', 'roles', 'area'] },
    interactions: { url: (_ctx: OidcContext, interaction: { uid: string }) => `/login/${interaction.uid}` },
    clientBasedCORS: (_ctx: OidcContext, origin: string) => origins.includes(origin),
    findAccount: (_ctx: OidcContext, user: string) => accountOf(directory, user),
    loadExistingGrant: grantEverything,
    pkce: { required: () => true },
    // A public client would get none without `prompt=consent`, a page that a first-party app has no use for.
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    ttl: {
      AccessToken: hour, AuthorizationCode: 60, IdToken: hour, RefreshToken: 14 * day, Interaction: hour, Session: 14 * day, Grant: 14 * day,
    },
    formats: { customizers: { jwt: (_ctx: OidcContext, token: AccessToken, jwt: StructuredToken) => tellHolder(directory, token, jwt) } },
    renderError: guarded(showError, origins),
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: true, logoutSource: guarded(showLogout, origins), postLogoutSuccessSource: guarded(showLogoutDone, origins) },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => graphResource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: '', audience, accessTokenFormat: 'jwt', accessTokenTTL: hour, jwt: { sign: { alg: 'RS256' } } }),
      },
    },
  };
}

/** The provider's own pages go out with the same headers as ours. */
function guarded<Rest extends unknown[]>(show: (ctx: OidcContext, ...rest: Rest) => void, origins: readonly string[]) {
  return (ctx: OidcContext, ...rest: Rest) => {
    for (const [name, value] of Object.entries(securityHeaders(origins))) ctx.set(name, value);
    show(ctx, ...rest);
  };
}

function clientOf(page: string, origins: readonly string[]): Record<string, unknown> {
  return {
    client_id: page,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: origins.flatMap((origin) => [`${origin}/${page}/login/callback`, `${origin}/${page}/`]),
    post_logout_redirect_uris: origins.map((origin) => `${origin}/${page}/`),
  };
}

/** A suspended account is nobody: neither a code nor a refresh token gets it a new token. */
function accountOf(directory: Directory, user: string) {
  const account = directory.find(user);
  return account && !account.suspended ? { accountId: user, claims: async () => ({ sub: user, ...claimsOf(account) }) } : undefined;
}

/** Both clients are ours, so nobody is asked for consent. */
async function grantEverything({ oidc }: OidcContext): Promise<Grant> {
  const clientId = oidc.client!.clientId;
  const { accountId } = oidc.session;
  const known = oidc.session.grantIdFor(clientId);
  const kept = known ? await oidc.provider.Grant.find(known) : undefined;
  const grant = kept?.accountId === accountId ? kept : new oidc.provider.Grant({ clientId, accountId });
  grant.addOIDCScope('openid profile offline_access');
  await grant.save();
  return grant;
}

/** Access tokens carry agency, role and area. `scope` is what the role grants, whatever a client asked for. */
function tellHolder(directory: Directory, token: AccessToken, jwt: StructuredToken): void {
  const account = token.accountId ? directory.find(token.accountId) : undefined;
  if (account) Object.assign(jwt.payload, claimsOf(account));
}
