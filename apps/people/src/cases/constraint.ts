import type { Refusal } from '@lianfang/platform/refusals';

/** Runs a write; the constraints named tell the caller what is wrong, all other errors go on. */
export async function refusing<T>(refusals: Readonly<Record<string, () => Refusal>>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusals[constraintOf(error)];
    throw refusal ? refusal() : error;
  }
}

function constraintOf(error: unknown): string {
  const { constraint, driverError } = (error ?? {}) as { constraint?: string; driverError?: { constraint?: string } };
  return driverError?.constraint ?? constraint ?? '';
}
