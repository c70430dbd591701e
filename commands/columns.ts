/** Knows how a table is laid out on a terminal, where a Chinese sign is two columns wide, and how a listing says that it is empty. */
import type { Text } from '../indicators/text.ts'
import { say, type Session } from './session.ts'

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

const widthOf = (cell: string): number =>
  [...cell].reduce((width, sign) => width + (WIDE.test(sign) ? 2 : 1), 0)

/** Lines of a table with its header; figures (cells that begin with a digit or a sign) stand to the right. */
export const renderColumns = (header: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const all = [header, ...rows]
  const widths = header.map((_, i) => Math.max(...all.map((row) => widthOf(row[i] ?? ''))))
  const numeric = header.map(
    (_, i) => rows.some((r) => r[i]) && rows.every((r) => /^(—|-?\d[\d.,]*%?)?$/.test(r[i] ?? '')),
  )
  return all.map((row) =>
    row
      .map((cell, i) => {
        const blank = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)))
        return numeric[i] ? blank + cell : cell + blank
      })
      .join('  ')
      .trimEnd(),
  )
}

export interface Listing {
  readonly header: readonly Text[]
  readonly rows: readonly (readonly string[])[]
  /** Said instead of a header over nothing. */
  readonly none: Text
}

/** A listing in the language of the session: its table, or in words that there is nothing. */
export const renderListing = ({ header, rows, none }: Listing, session: Session): string[] =>
  rows.length === 0
    ? [say(session, none)]
    : renderColumns(
        header.map((word) => say(session, word)),
        rows,
      )
