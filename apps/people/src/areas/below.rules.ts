const levelBelow: Record<number, number> = { 2: 4, 4: 6, 6: 9, 9: 12 };

/** Digits of the codes one level below an area; a grid has no level below and stands for itself. */
export function digitsBelow(areaCode: string): number {
  return levelBelow[areaCode.length] ?? 15;
}
