import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkDigitOf } from '@lianfang/contracts/documents';
import { makePair, signToken, type PrivateJwk } from './pair.ts';
import { registerInDemo } from './register.ts';

const usage = `usage: npm run key -- make  [--alg EdDSA|ES256] [--file key.json]     makes a key pair; prints the public half to register
       npm run key -- token --id <keyId> [--file key.json] [--minutes 5]   prints a token signed with it
       npm run key -- demo  [--gateway URL] [--identity URL] [--file key.json]   makes, registers as the demo's administrator of outside
                                                                   agencies, and prints a token with an example call

  --file   where the private half is kept, readable by its owner alone; it never leaves this machine. Default: key.json
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    alg: { type: 'string', default: 'EdDSA' },
    file: { type: 'string', default: 'key.json' },
    id: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    gateway: { type: 'string', default: 'http://127.0.0.1:4000' },
    identity: { type: 'string', default: 'http://127.0.0.1:4010' },
  },
});

/** Sound in form, and of nobody: no province was ever 99. */
const nobodys = `99081119900101001${checkDigitOf('99081119900101001')}`;

function keep(file: string): Promise<ReturnType<typeof publicHalf>> {
  if (values.alg !== 'EdDSA' && values.alg !== 'ES256') throw new RangeError('--alg is EdDSA or ES256');
  if (existsSync(file)) throw new RangeError(`${file} is there already: a key pair is never overwritten. Give another --file`);
  return makePair(values.alg).then((pair) => {
    writeFileSync(file, `${JSON.stringify(pair, null, 2)}\n`, { mode: 0o600 });
    return publicHalf(pair);
  });
}

function publicHalf({ d: _d, ...jwk }: PrivateJwk): Omit<PrivateJwk, 'd'> {
  return jwk;
}

async function main(command: string | undefined): Promise<void> {
  switch (command) {
    case 'make':
      return void console.log(JSON.stringify(await keep(values.file), null, 2));
    case 'token':
      if (!values.id) throw new RangeError('--id is missing: registerKey answered it');
      return void console.log(await signToken(JSON.parse(readFileSync(values.file, 'utf8')) as PrivateJwk, { keyId: values.id, minutes: Number(values.minutes) }));
    case 'demo': {
      const keyId = await registerInDemo(await keep(values.file), { graphql: `${values.gateway}/graphql`, identity: values.identity });
      const token = await signToken(JSON.parse(readFileSync(values.file, 'utf8')) as PrivateJwk, { keyId, minutes: 10 });
      return void console.log(`key ${keyId}, private half in ${values.file}\n\nTOKEN=${token}\ncurl -s ${values.gateway}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\\n  -d '{"query":"{ clearances(idNumbers: [\\"${nobodys}\\"]) }"}'`);
    }
    default:
      process.stderr.write(usage);
      process.exitCode = 2;
  }
}

main(positionals[0]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
