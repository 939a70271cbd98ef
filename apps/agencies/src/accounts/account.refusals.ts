import { roles } from '@lianfang/contracts/access';
import type { Role } from '@lianfang/contracts/access';
import { Refusal } from '@lianfang/platform/refusals';

export function accountIdInvalid(): Refusal {
  return new Refusal('ACCOUNT_ID_INVALID', {
    zh: '账号应为 2 至 64 个小写字母、数字或 . _ @ -，请与身份系统中的用户名一致。',
    en: 'An account id has 2 to 64 small letters, digits or . _ @ - and is the user id at your sign-in service.',
  });
}

export function accountNameInvalid(): Refusal {
  return new Refusal('ACCOUNT_NAME_INVALID', { zh: '请填写 1 至 50 个字的姓名。', en: 'Give a name of 1 to 50 characters.' });
}

export function accountNotFound(): Refusal {
  return new Refusal('ACCOUNT_NOT_FOUND', {
    zh: '本单位辖区内没有该账号，请核对后重试。',
    en: 'Your agency has no such account in your area. Check the id.',
  });
}

export function accountTaken(): Refusal {
  return new Refusal('ACCOUNT_TAKEN', {
    zh: '该账号已登记，请核对用户名；如属其他单位，请联系该单位管理员。',
    en: 'This account is registered already. Check the id; when it is of another agency, ask its administrator.',
  });
}

export function accountIsYourOwn(): Refusal {
  return new Refusal('ACCOUNT_IS_YOUR_OWN', {
    zh: '不能更改自己的权限，请由本单位另一位管理员办理。',
    en: 'Nobody changes the own rights. Ask another administrator of your agency.',
  });
}

export function accountLastAdministrator(): Refusal {
  return new Refusal('ACCOUNT_LAST_ADMINISTRATOR', {
    zh: '这是该单位在此区域的最后一位管理员，请先登记另一位管理员。',
    en: 'This is the last administrator of the agency here. Register another one first.',
  });
}

export function administratorNoMore(): Refusal {
  return new Refusal('ADMINISTRATOR_NO_MORE', {
    zh: '您的管理员权限刚刚被收回，请联系本单位其他管理员。',
    en: 'Your rights as an administrator were just withdrawn. Ask another administrator of your agency.',
  });
}

export function accountChangedMeanwhile(version: number): Refusal {
  return new Refusal('ACCOUNT_CHANGED_MEANWHILE', {
    zh: '该账号刚刚被他人修改，请刷新后重试。',
    en: 'Somebody else has just changed this account. Load it again and repeat your change.',
  }, { version });
}

export function roleNotOfAgency(given: readonly Role[]): Refusal {
  return new Refusal('ROLE_NOT_OF_AGENCY', {
    zh: `本单位只能授予以下岗位中的一个或多个：${given.map((role) => roles[role].zh).join('、') || '无'}。`,
    en: `Your agency gives one or more of these roles: ${given.map((role) => roles[role].en).join(', ') || 'none'}.`,
  }, { roles: given });
}

export function householdNotOfRole(): Refusal {
  return new Refusal('HOUSEHOLD_NOT_OF_ROLE', {
    zh: '只有居民账号可以关联住户。',
    en: 'Only the account of a resident is bound to a household.',
  });
}
