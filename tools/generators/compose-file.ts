import { demoEventKey, demoEventTrust } from '@lianfang/platform/config';

/**
 * The Compose file with one more subgraph: its container, its database, and the gateway that waits for it. The file is edited
 * as text, so that its comments and anchors stay.
 *
 * @throws Error when the file no longer has the places where a subgraph stands
 */
export function withService(text: string, name: string, port: number): string {
  return [
    (file: string) => insertBefore(file, /^ {2}gateway:$/m, containerOf(name, port)),
    (file: string) => replaceOnce(file, /^( {6}SUBGRAPH_URLS: .*)$/m, `$1,${name}=http://${name}:${port}/graphql`),
    (file: string) => replaceOnce(file, /^( {2}EVENT_KEYS: .*)\}$/m, `$1,${demoEventTrust(name)}}`),
    (file: string) => replaceLast(file, /^ {6}\w+: \{ condition: service_healthy \}$/gm, `      ${name}: { condition: service_healthy }`, gatewayBlock(file)),
    (file: string) => replaceLast(file, /^ {6}CREATE DATABASE lianfang_\w+;$/gm, `      CREATE DATABASE lianfang_${name};`, [0, file.length]),
  ].reduce((file, edit) => edit(file), text);
}

function containerOf(name: string, port: number): string {
  return `  ${name}:
    <<: *service
    environment:
      <<: *subgraph-environment
      APP: ${name}
      EVENT_KEY: \${EVENT_KEY_${name.toUpperCase()}:-${demoEventKey(name)}}
      PORT: "${port}"
      DATABASE_URL: postgres://postgres:\${POSTGRES_PASSWORD:-lianfang-demo}@postgres:5432/lianfang_${name}
    depends_on: *stores

`;
}

function gatewayBlock(file: string): [number, number] {
  const from = placeOf(file, /^ {2}gateway:$/m);
  const next = file.slice(from + 1).search(/^ {2}[#\w]/m);
  return [from, next < 0 ? file.length : from + 1 + next];
}

function insertBefore(file: string, place: RegExp, block: string): string {
  const at = placeOf(file, place);
  return file.slice(0, at) + block + file.slice(at);
}

function replaceOnce(file: string, place: RegExp, by: string): string {
  placeOf(file, place);
  return file.replace(place, by);
}

/** Puts a line behind the last one that matches between two positions. */
function replaceLast(file: string, place: RegExp, line: string, [from, to]: [number, number]): string {
  const last = [...file.slice(from, to).matchAll(place)].at(-1);
  if (!last) throw missing(place);
  const end = from + last.index + last[0].length;
  return `${file.slice(0, end)}\n${line}${file.slice(end)}`;
}

function placeOf(file: string, place: RegExp): number {
  const at = file.search(place);
  if (at < 0) throw missing(place);
  return at;
}

function missing(place: RegExp): Error {
  return new Error(`docker-compose.yml has no line like ${place.source}: tools/generators/compose-file.ts must learn its new shape`);
}
