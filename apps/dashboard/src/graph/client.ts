import { authExchange } from '@urql/exchange-auth';
import { cacheExchange, Client, fetchExchange } from 'urql';
import { freshSession, refreshSession } from '../login/login.ts';
import { currentSession, isExpired } from '../login/session.ts';
import { asksForLogin } from './refusal.ts';

/** One client per login: the cache of one user is never read by the next. */
export function createGraphClient(): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [cacheExchange, tokens, fetchExchange],
    // One answer per request; what moves comes over the socket, so no stream is asked for here.
    fetchOptions: () => ({ headers: { accept: 'application/graphql-response+json, application/json', 'accept-language': document.documentElement.lang } }),
  });
}

const tokens = authExchange(async (room) => {
  await renewed(freshSession);
  return {
    addAuthToOperation(operation) {
      const session = currentSession();
      return session ? room.appendHeaders(operation, { authorization: `Bearer ${session.accessToken}` }) : operation;
    },
    willAuthError() {
      const session = currentSession();
      return session !== null && isExpired(session, Date.now());
    },
    didAuthError: (error) => asksForLogin(error),
    refreshAuth: () => renewed(refreshSession),
  };
});

/** Without the identity provider the request goes out as it is: the server's refusal then tells the user. */
async function renewed(renew: typeof refreshSession): Promise<void> {
  try {
    await renew();
  } catch (error) {
    console.warn('the login could not be renewed', error);
  }
}
