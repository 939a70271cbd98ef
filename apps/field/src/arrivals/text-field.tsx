import type { InputHTMLAttributes } from 'react';

interface TextFieldProps extends Pick<InputHTMLAttributes<HTMLInputElement>, 'type' | 'inputMode' | 'autoComplete' | 'autoCapitalize' | 'placeholder'> {
  label: string;
  value: string;
  fault?: string;
  /** A value that needs attention though it is well formed. */
  hot?: boolean;
  onChange: (value: string) => void;
  onLeave: () => void;
}

export function TextField({ label, value, fault, hot = false, onChange, onLeave, ...input }: TextFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input {...input} className={hot ? 'hot' : ''} value={value} aria-invalid={Boolean(fault)} onChange={(event) => onChange(event.target.value)} onBlur={onLeave} />
      {fault ? <em className="fault">{fault}</em> : null}
    </label>
  );
}
