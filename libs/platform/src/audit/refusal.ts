import { Refusal } from '../refusals/index.ts';

/** No trace, no sight and no change. */
export function auditUnavailable(): Refusal {
  return new Refusal('AUDIT_UNAVAILABLE', {
    zh: '审计记录暂时无法写入，因此不能查看或更改个人信息。请稍后重试；若持续出现，请通知系统管理员检查数据库。重复提交请使用同一编号。',
    en: 'The audit trail cannot be written now, so personal data can be neither seen nor changed. Try again shortly, with the same key if you were saving; if it stays, tell the administrator to check the database.',
  });
}
