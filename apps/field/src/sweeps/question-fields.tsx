import { useTranslation } from 'react-i18next';
import { answerKey } from './sweep.rules.ts';
import type { Question, TargetGroup, VisitForm } from './sweep.rules.ts';

interface QuestionFieldsProps {
  groups: readonly TargetGroup[];
  answers: VisitForm['answers'];
  /** Those that lack an answer, once it was tried to save. */
  missing: readonly Question[];
  onChange: (answers: VisitForm['answers']) => void;
}

/** What the round asks at each door, under the versions that this phone has. */
export function QuestionFields({ groups, answers, missing, onChange }: QuestionFieldsProps) {
  const { t } = useTranslation();
  return groups.map((group) => (
    <section key={group.id}>
      <h3>{group.name}</h3>
      {group.questions.map((question) => {
        const key = answerKey(group.id, question.id);
        const answer = (value: string) => onChange({ ...answers, [key]: { groupVersion: group.version, value } });
        return (
          <QuestionField key={key} question={question} value={answers[key]?.value ?? ''} fault={missing.includes(question) ? t('sweep.mustAnswer') : null} onChange={answer} />
        );
      })}
    </section>
  ));
}

interface QuestionFieldProps {
  question: Question;
  value: string;
  fault: string | null;
  onChange: (value: string) => void;
}

function QuestionField({ question, value, fault, onChange }: QuestionFieldProps) {
  const { t, i18n } = useTranslation();
  const side = i18n.language === 'en' ? 'en' : 'zh';
  const label = `${question[side]}${question.required ? ' *' : ''}`;
  const choices = question.kind === 'YES_NO' ? [{ id: 'YES', zh: t('sweep.yes'), en: t('sweep.yes') }, { id: 'NO', zh: t('sweep.no'), en: t('sweep.no') }] : question.choices;
  if (choices.length > 0) {
    return (
      <div className="field" data-question={question.id}>
        <span>{label}</span>
        <div className="choices" role="radiogroup" aria-label={question[side]}>
          {choices.map((choice) => (
            <button key={choice.id} type="button" role="radio" aria-checked={value === choice.id} onClick={() => onChange(value === choice.id ? '' : choice.id)}>{choice[side]}</button>
          ))}
        </div>
        {fault ? <em className="fault">{fault}</em> : null}
      </div>
    );
  }
  return (
    <label className="field" data-question={question.id}>
      <span>{label}</span>
      <input {...inputOf(question)} value={value} onChange={(event) => onChange(event.target.value)} />
      {fault ? <em className="fault">{fault}</em> : null}
    </label>
  );
}

function inputOf({ kind }: Question) {
  switch (kind) {
    case 'NUMBER':
      return { type: 'text', inputMode: 'numeric' as const, maxLength: 4, pattern: '\\d*' };
    case 'TEMPERATURE':
      return { type: 'text', inputMode: 'decimal' as const, maxLength: 4, placeholder: '36.5' };
    case 'DATE':
      return { type: 'date' };
    default:
      return { type: 'text', maxLength: kind === 'PLACE' ? 100 : 200 };
  }
}
