/** Health code 健康码, from free to strictest. */
export const healthCodes = {
  GREEN: { zh: '绿码', en: 'green' },
  YELLOW: { zh: '黄码', en: 'yellow' },
  RED: { zh: '红码', en: 'red' },
} as const satisfies Record<string, { zh: string; en: string }>;

export type HealthCodeColour = keyof typeof healthCodes;
