const mark: unique symbol = Symbol('proven');

/**
 * Marks a row as belonging to who asks: they have proven it in this very call, by a code and a proof instead of a login. Its personal
 * fields are then shown, and each sight leaves its trace. Rows of the database can carry no symbol, so none is marked by accident.
 */
export function asProven<T extends object>(row: T): T {
  // A copy: rows are shared between requests, and another caller has proven nothing.
  return { ...row, [mark]: true };
}

export function isProven(row: object): boolean {
  return mark in row;
}
