/** Knows how the assessment workbook looks: a printed statistical table, open at both sides, readable in black and white. */
import type { Alignment, Borders, Fill, Font, Style } from 'exceljs'
import type { Light } from '../../indicators/light.ts'

const SONG = '宋体'
const HEI = '黑体'

const font = (size: number, more: Partial<Font> = {}): Partial<Font> => ({ name: SONG, size, ...more })
const align = (horizontal: Alignment['horizontal'], wrapText = true): Partial<Alignment> => ({
  horizontal,
  vertical: 'middle',
  wrapText,
})
const fill = (argb: string): Fill => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } })

export const STYLES = {
  title: { font: font(18, { name: HEI, bold: true }), alignment: align('center', false) },
  warning: { font: font(11, { name: HEI, color: { argb: 'FFA61B1B' } }), alignment: align('left', false) },
  left: { font: font(10), alignment: align('left', false) },
  centre: { font: font(10), alignment: align('center', false) },
  right: { font: font(10), alignment: align('right', false) },
  header: { font: font(10, { name: HEI }), alignment: align('center'), fill: fill('FFF2F2F2') },
  letter: { font: font(9), alignment: align('center') },
  category: { font: font(10, { name: HEI }), alignment: align('left', false) },
  text: { font: font(10), alignment: align('left') },
  total: { font: font(10), alignment: { ...align('left', false), indent: 1 } },
  word: { font: font(10), alignment: align('center') },
  code: { font: font(8, { name: 'Arial' }), alignment: { ...align('left', false), shrinkToFit: true } },
  figure: { font: font(10, { name: 'Times New Roman' }), alignment: align('right', false) },
  small: { font: font(9), alignment: { ...align('left'), indent: 1 } },
  note: { font: font(9), alignment: { horizontal: 'left', vertical: 'top', wrapText: true } },
} as const satisfies Record<string, Partial<Style>>
export type StyleName = keyof typeof STYLES

/** Light grounds: the symbol and the word beside them carry the meaning in a black-and-white print. */
export const LIGHT_FILLS: Readonly<Record<Light, Fill>> = {
  green: fill('FFDDF0E3'),
  blue: fill('FFDCE9F8'),
  yellow: fill('FFFCEFC4'),
  red: fill('FFF8D6D2'),
  grey: fill('FFEDEDED'),
}

const THIN = { style: 'thin', color: { argb: 'FF000000' } } as const

/** Rules of a cell in a table that is open at its left and right edge. */
export const ruled = (column: number, lastColumn: number): Partial<Borders> => ({
  top: THIN,
  bottom: THIN,
  ...(column > 1 ? { left: THIN } : {}),
  ...(column < lastColumn ? { right: THIN } : {}),
})
