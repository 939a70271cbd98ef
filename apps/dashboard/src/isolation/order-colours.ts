import type { OrderState } from '../generated/operations.ts';

export const orderColours: Readonly<Record<OrderState, string>> = { PROPOSED: 'gold', CONFIRMED: 'purple', DECLINED: 'default', RELEASED: 'green' };
