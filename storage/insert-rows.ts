/** Knows how many rows one INSERT may carry: engines bound the parameters of a statement. */

/** 500 rows of 20 columns stay below the 32766 parameters of SQLite and the 65535 of PostgreSQL. */
const ROWS_PER_INSERT = 500

/** Inserts all rows in order, a statement for every few hundred; none for no rows. */
export const insertRows = async <Row>(
  rows: readonly Row[],
  insert: (chunk: readonly Row[]) => Promise<unknown>,
): Promise<void> => {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await insert(rows.slice(start, start + ROWS_PER_INSERT))
  }
}
