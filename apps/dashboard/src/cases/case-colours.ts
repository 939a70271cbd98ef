/** Colours of the tags, the chain and its legend; the word stands beside each. */
export const classColours: Readonly<Record<string, string>> = { SUSPECTED: 'gold', CONFIRMED: 'red', ASYMPTOMATIC: 'orange', EXCLUDED: 'default' };
export const outcomeColours: Readonly<Record<string, string>> = { UNDER_TREATMENT: 'cyan', CURED: 'green', DIED: 'default' };
export const stateColours: Readonly<Record<string, string>> = { UNDER_OBSERVATION: 'cyan', RELEASED: 'green', TURNED_CASE: 'red', WITHDRAWN: 'default' };
export const kindColours: Readonly<Record<string, string>> = { CLOSE: 'volcano', SECONDARY: 'gold', GENERAL: 'default' };
export const nodeColours: Readonly<Record<string, string>> = { SUSPECTED: '#d4a017', CONFIRMED: '#c0392b', ASYMPTOMATIC: '#e67e22', EXCLUDED: '#95a5a6', OTHER: '#7f8c8d' };

export const classes = ['CONFIRMED', 'ASYMPTOMATIC', 'SUSPECTED', 'EXCLUDED'] as const;
export const origins = ['IMPORTED', 'LOCAL'] as const;
export const severities = ['MILD', 'COMMON', 'SEVERE', 'CRITICAL'] as const;
export const outcomes = ['UNDER_TREATMENT', 'CURED', 'DIED'] as const;
export const contactKinds = ['CLOSE', 'SECONDARY', 'GENERAL'] as const;
export const contactStates = ['UNDER_OBSERVATION', 'RELEASED', 'TURNED_CASE', 'WITHDRAWN'] as const;
export const exposureKinds = ['HOUSEHOLD', 'MEAL', 'TRANSPORT', 'WORK', 'VENUE', 'OTHER'] as const;
export const certainties = ['CERTAIN', 'PROBABLE', 'POSSIBLE'] as const;
export const tracingScopes = ['HOUSEHOLD', 'UNIT', 'BUILDING', 'COMPOUND'] as const;
