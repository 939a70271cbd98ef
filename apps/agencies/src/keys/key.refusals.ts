import { Refusal } from '@lianfang/platform/refusals';

export function keyNotFound(): Refusal {
  return new Refusal('KEY_NOT_FOUND', { zh: '本单位辖区内没有该接口密钥，请核对后重试。', en: 'Your agency has no such key in your area. Check the id.' });
}

export function keyEnded(): Refusal {
  return new Refusal('KEY_ENDED', {
    zh: '该接口密钥已过期、已撤销或已更换，请登记新的密钥。',
    en: 'This key is expired, revoked or replaced already. Register a new one.',
  });
}

export function keyLabelInvalid(): Refusal {
  return new Refusal('KEY_LABEL_INVALID', { zh: '请用 2 至 100 个字说明是哪个系统的密钥。', en: 'Say in 2 to 100 characters which system the key is of.' });
}

export function keyNotSound(): Refusal {
  return new Refusal('KEY_NOT_SOUND', {
    zh: '公钥无效：请提交 Ed25519 或 P-256 公钥（JWK 格式），可用 npm run key 生成。',
    en: 'This is no public key of Ed25519 or P-256 as a JWK. Make one with npm run key.',
  });
}

export function keyTaken(): Refusal {
  return new Refusal('KEY_TAKEN', { zh: '该公钥已登记过，请为每个系统生成新的密钥对。', en: 'This public key is registered already. Make a new pair for each system.' });
}

export function keyExpiryInvalid(): Refusal {
  return new Refusal('KEY_EXPIRY_INVALID', { zh: '有效期应在今天之后一年以内。', en: 'A key ends in the future, a year ahead at most.' });
}

export function scopeNotOfMachines(given: readonly string[]): Refusal {
  return new Refusal('SCOPE_NOT_OF_MACHINES', {
    zh: `本单位的接口密钥只能授予：${given.join('、') || '无'}。`,
    en: `Keys of your agency may have: ${given.join(', ') || 'nothing'}.`,
  }, { scopes: given });
}
