import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Where requests come from, and the id that follows each through every log. */
export interface Origins {
  addressOf(request: IncomingMessage): string;
  requestIdOf(request: IncomingMessage): string;
}

/**
 * `X-Forwarded-For` is believed as far as trusted proxies wrote it: from the right, up to the first address that is none of them.
 * Everything to the left of it, a client can have made up.
 * @param trustedProxies addresses and networks in CIDR notation @throws RangeError for anything else
 */
export function createOrigins(trustedProxies: readonly string[]): Origins {
  const trusted = trustedList(trustedProxies);
  const isTrusted = (address: string) => trustedProxies.length > 0 && isIP(address) > 0 && trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  const peerOf = (request: IncomingMessage) => plainAddress(request.socket.remoteAddress ?? '');
  return {
    addressOf(request) {
      let address = peerOf(request);
      if (!isTrusted(address)) return address;
      const hops = String(request.headers['x-forwarded-for'] ?? '').split(',').map((hop) => plainAddress(hop.trim()));
      for (const hop of hops.reverse()) {
        if (!isIP(hop)) break;
        address = hop;
        if (!isTrusted(hop)) break;
      }
      return address;
    },
    requestIdOf(request) {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) && isTrusted(peerOf(request)) ? given : randomUUID();
    },
  };
}

/** An address, or a network in CIDR notation. */
export function isNetwork(entry: string): boolean {
  const [address = '', bits] = entry.split('/');
  return isIP(address) > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128)));
}

function trustedList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    if (!isNetwork(entry)) throw new RangeError(`${entry} is no address and no network`);
    const [address = '', bits] = entry.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** An IPv4 address as itself, also on a socket of both families, without a port. */
function plainAddress(text: string): string {
  const address = text.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) ? address : address.replace(/:\d+$/, '');
}
