import type { FormInstance } from 'antd';
import { useEffect } from 'react';
import type { RefusalNotice } from './refusal.ts';

/**
 * Puts a refusal beside the field it is about (`fields`: refusal code › field name).
 * Returns what is left to be shown as an alert: null when a field shows it.
 */
export function useFieldRefusal(form: FormInstance, refusal: RefusalNotice | null, fields: Readonly<Record<string, string>>): RefusalNotice | null {
  const field = refusal ? fields[refusal.code] : undefined;
  const message = refusal?.message;
  useEffect(() => {
    if (!field || !message) return;
    form.setFields([{ name: field, errors: [message] }]);
    form.scrollToField(field, { focus: true });
  }, [form, field, message, refusal]);
  return field && message ? null : refusal;
}
