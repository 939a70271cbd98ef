/** Yuan as typed into a form, in fen; binary fractions are rounded, not cut. */
export function fenOf(yuan: number | null | undefined): number {
  return Math.round((yuan ?? 0) * 100);
}
