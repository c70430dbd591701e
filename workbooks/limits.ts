/** Knows how large a workbook may be before it is refused: a monthly form, or a long table. */

export interface Limits {
  /** Bytes of the file; of an .xls, which is read by a library that needs more memory. */
  readonly file: number
  readonly xlsFile: number
  /** Entries of the zip; bytes of one entry and of all entries together once inflated. */
  readonly entries: number
  readonly entryBytes: number
  readonly inflatedBytes: number
  /** How many times its packed size an entry of more than `ratioFrom` bytes may be. Real files reach 121. */
  readonly ratio: number
  readonly ratioFrom: number
  /** Nesting of XML elements and bytes of one tag. */
  readonly depth: number
  readonly tagBytes: number
  readonly sheets: number
  /** Cells of the workbook that hold something. */
  readonly cells: number
  /** Rows and columns of a sheet that hold something. */
  readonly rows: number
  readonly columns: number
  readonly merges: number
  /** Shared strings of the workbook; characters of one text, of one formula, and of all of them together. */
  readonly strings: number
  readonly text: number
  readonly formula: number
  readonly characters: number
  /** Characters of a number format. */
  readonly format: number
}

const MIB = 1024 * 1024

/** A monthly form of a reporting unit. */
export const FORM_LIMITS: Limits = {
  file: 10 * MIB,
  xlsFile: 10 * MIB,
  entries: 1000,
  entryBytes: 64 * MIB,
  inflatedBytes: 128 * MIB,
  ratio: 200,
  ratioFrom: 8 * MIB,
  depth: 64,
  tagBytes: MIB,
  sheets: 64,
  cells: 200_000,
  rows: 5000,
  columns: 256,
  merges: 10_000,
  strings: 200_000,
  text: 32_767,
  formula: 8192,
  characters: 32 * MIB,
  format: 255,
}

/** A long table: hundreds of thousands of rows of published or historical values. */
export const TABLE_LIMITS: Limits = {
  ...FORM_LIMITS,
  file: 128 * MIB,
  xlsFile: 16 * MIB,
  entryBytes: 1024 * MIB,
  inflatedBytes: 1536 * MIB,
  sheets: 8,
  cells: 20_000_000,
  rows: 1_048_576,
  strings: 4_000_000,
  characters: 512 * MIB,
}
