import { SocketAddress } from 'node:net';

/**
 * A reader of server-sent events says nothing by itself, so whether it is still there is asked of the kernel: what is sent to one
 * that is gone is sent again and again. Linux counts that in /proc/net/tcp and tcp6 (Documentation/networking/proc_net_tcp.rst).
 */

/** Sent again so many times without a sign of life: on a near line 1.4 s, on a slow one as much longer as its answers take. */
const enough = 3;
const established = '01';
const retransmitting = '01';

/** `<port here> <address there>:<port there>` of every connection whose other end has been silent. */
export function silentConnections(table: string): string[] {
  const found: string[] = [];
  for (const [, local, remoteAddress, remotePort, state, timer, times] of table.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) (\w\w) \S+ (\w\w):\S+ ([0-9A-F]+)/gm)) {
    if (state !== established || timer !== retransmitting || Number.parseInt(times!, 16) < enough) continue;
    found.push(connectionName(Number.parseInt(local!, 16), addressOf(remoteAddress!), Number.parseInt(remotePort!, 16)));
  }
  return found;
}

export function connectionName(localPort: number, remoteAddress: string, remotePort: number): string {
  return `${localPort} ${remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '')}:${remotePort}`;
}

/** The kernel writes words of 32 bits in its own byte order, which is little-endian wherever Node runs. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  if (bytes.length === 4) return bytes.join('.');
  if (hex.startsWith('0000000000000000FFFF0000')) return bytes.subarray(12).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}
