import type { Language } from '../refusals/index.ts';

/** Of a value that was sent, this much is told back. */
const longestEcho = 80;

const variableError = /^Variable "\$(?<name>\w+)" (?:got invalid value (?<value>.*?)(?: at "(?<path>[^"]+)")?; (?<reason>(?:Field|Int|Float|String|ID|Boolean|Enum|Value|Expected|A day|An instant|An amount).*)|(?<absent>of (?:required|non-null) type .*))$/su;

const reasons: readonly (readonly [RegExp, (found: RegExpExecArray, field: string) => string])[] = [
  [/^Field "(\w+)" of required type/, ([, missing]) => `缺少必填项“${missing}”。`],
  [/^Field "(\w+)" is not defined/, ([, unknown]) => `没有“${unknown}”这一项，请删除。`],
  [/^Expected non-nullable/, (_found, field) => `“${field}”必须填写。`],
  [/^Int cannot/, (_found, field) => `“${field}”应为整数，且不超过 2147483647。`],
  [/^Float cannot/, (_found, field) => `“${field}”应为数字。`],
  [/^(?:String|ID) cannot/, (_found, field) => `“${field}”应为文字。`],
  [/^Boolean cannot/, (_found, field) => `“${field}”应为 true 或 false。`],
  [/^(?:Enum|Value) "/, (_found, field) => `“${field}”不在可选范围内，请从列表中选择。`],
  [/^Expected type/, (_found, field) => `“${field}”的结构不对。`],
  [/^A day/, (_found, field) => `“${field}”应为存在的日期，格式为 YYYY-MM-DD，例如 2022-11-22。`],
  [/^An instant/, (_found, field) => `“${field}”应为带时区的时间，例如 2022-11-22T08:00:00+08:00。`],
  [/^An amount/, (_found, field) => `“${field}”以分为单位，应为不小于 0 的整数。`],
];

/**
 * What GraphQL says of a variable, in the caller's language and without the whole value. Its own words are English, and repeat a
 * text of any length.
 */
export function inputErrorText(message: string, language: Language): string {
  const found = variableError.exec(message)?.groups;
  if (!found) return message;
  const field = found.path ?? found.name!;
  if (language === 'zh') return chinese(field, found.reason);
  return found.absent ? message : `"${field}" cannot be ${shortened(found.value!)}. ${found.reason!.slice(0, 300)}`;
}

function chinese(field: string, reason: string | undefined): string {
  if (reason === undefined) return `“${field}”必须填写。`;
  for (const [pattern, tell] of reasons) {
    const found = pattern.exec(reason);
    if (found) return tell(found, field);
  }
  return `“${field}”填写有误，请检查。`;
}

function shortened(value: string): string {
  return value.length > longestEcho ? `${value.slice(0, longestEcho)}…` : value;
}
