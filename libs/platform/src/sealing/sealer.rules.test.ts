import { createSealer } from './index.ts';

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
