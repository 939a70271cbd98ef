import { createCipheriv, createHmac, hkdfSync } from 'node:crypto';
import { SealBroken, createSealer } from './index.ts';

const key = Buffer.alloc(32, 7);
const sealer = createSealer(key);

describe('a sealed text', () => {
  it('opens to what was sealed', () => {
    expect(sealer.open(sealer.seal('41081119900101123X 张'))).toBe('41081119900101123X 张');
  });

  it('looks different each time and does not hold the text', () => {
    expect(sealer.seal('13800138000')).not.toEqual(sealer.seal('13800138000'));
    expect(sealer.seal('13800138000').includes('13800138000')).toBe(false);
  });

  it('does not open after any byte was changed', () => {
    const sealed = sealer.seal('13800138000');
    for (let at = 0; at < sealed.length; at++) {
      const forged = Buffer.from(sealed);
      forged[at]! ^= 1;
      expect(() => sealer.open(forged)).toThrow();
    }
  });

  it('does not open with another key', () => {
    expect(() => createSealer(Buffer.alloc(32, 8)).open(sealer.seal('x'))).toThrow();
  });
});

describe('the index', () => {
  it('is equal for equal texts and differs by key', () => {
    expect(sealer.index('13800138000')).toEqual(createSealer(Buffer.from(key)).index('13800138000'));
    expect(sealer.index('13800138000')).not.toEqual(sealer.index('13800138001'));
    expect(sealer.index('13800138000')).not.toEqual(createSealer(Buffer.alloc(32, 8)).index('13800138000'));
  });
});

it('refuses a key that is not 32 bytes', () => {
  expect(() => createSealer(Buffer.alloc(16))).toThrow(RangeError);
});

describe('a change of the key', () => {
  const fresh = Buffer.alloc(32, 9);
  const both = createSealer(fresh, [key]);

  it('leaves readable what was sealed before, and seals with the new one', () => {
    expect(both.open(sealer.seal('x'))).toBe('x');
    expect(createSealer(fresh).open(both.seal('x'))).toBe('x');
    expect(both.seal('x').subarray(0, 5)).toEqual(both.mark);
    expect(sealer.seal('x').subarray(0, 5)).not.toEqual(both.mark);
  });

  it('looks for a text by both indexes, the new one first', () => {
    expect(both.indexes('x')).toEqual([createSealer(fresh).index('x'), sealer.index('x')]);
    expect(sealer.indexes('x')).toEqual([sealer.index('x')]);
  });

  it('tells of a key that is not here, by its name, and never by the key', () => {
    const without = createSealer(fresh);
    expect(() => without.open(sealer.seal('x'))).toThrow(SealBroken);
    expect(() => without.open(sealer.seal('x'))).toThrow(new RegExp(`sealed with key ${sealer.mark.subarray(1).toString('hex')}, which is not here .* SEALING_KEY_OLD`));
  });

  it('leaves readable what was sealed before keys had names', () => {
    expect(both.open(unnamed(key, 'of 2022'))).toBe('of 2022');
    expect(() => createSealer(fresh).open(unnamed(key, 'of 2022'))).toThrow(SealBroken);
  });
});

/** As the first version sealed: 1 byte format, nonce, tag, text. */
function unnamed(bytes: Buffer, text: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), 'lianfang seal v1', 32)), Buffer.alloc(12, 1));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(1), Buffer.alloc(12, 1), cipher.getAuthTag(), sealed]);
}

it('an index is what it always was', () => {
  const indexing = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'lianfang index v1', 32));
  expect(sealer.index('13800138000')).toEqual(createHmac('sha256', indexing).update('13800138000').digest());
});
