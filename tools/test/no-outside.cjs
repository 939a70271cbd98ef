/*
 * Loaded into every process of a test run (setupFiles, NODE_OPTIONS): a connection to anywhere but this machine is refused and noted, so
 * that it is seen even where the caller swallows the error. The run fails when something was noted.
 */
const { appendFileSync } = require('node:fs');
const dns = require('node:dns');
const dgram = require('node:dgram');
const net = require('node:net');

const isLocal = (host) => host === undefined || host === null || host === '' || /^(localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::|::ffff:127\.\d+\.\d+\.\d+)$/i.test(String(host));

function refuse(where) {
  const error = Object.assign(new Error(`a test wanted to reach ${where}: no test reaches outside this machine`), { code: 'EOUTSIDE' });
  const file = process.env.LIANFANG_OUTSIDE_FILE;
  if (file) appendFileSync(file, `${where} from ${process.argv.slice(1, 4).join(' ')}\n${error.stack}\n`);
  return error;
}

if (!net.Socket.prototype.connect.isWatched) {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function watched(...given) {
    // Node hands on its own argument list, marked by a symbol, as one array.
    const [first, second] = Array.isArray(given[0]) ? given[0] : given;
    const host = typeof first === 'object' && first !== null ? (first.path ? undefined : first.host) : typeof second === 'string' ? second : undefined;
    if (isLocal(host)) return connect.apply(this, given);
    const error = refuse(`${host}`);
    process.nextTick(() => this.destroy(error));
    return this;
  };
  net.Socket.prototype.connect.isWatched = true;

  const { lookup } = dns;
  dns.lookup = function watched(host, ...rest) {
    if (isLocal(host) || net.isIP(String(host))) return lookup.call(this, host, ...rest);
    const done = rest.at(-1);
    process.nextTick(() => done(refuse(`the name ${host}`)));
    return {};
  };
  const { send } = dgram.Socket.prototype;
  dgram.Socket.prototype.send = function watched(...given) {
    const address = given.find((part, at) => at > 0 && typeof part === 'string');
    if (isLocal(address)) return send.apply(this, given);
    throw refuse(`${address} by datagram`);
  };
}
