/** Knows how a template looks: the fonts, rules and fills of a printed statistical form, open at the left and right. */
import type { Alignment, Border, Borders, Fill, Font, Style } from 'exceljs'

const INK = { argb: 'FF000000' }
const SONG = '宋体'
const HEI = '黑体'

const font = (size: number, more: Partial<Font> = {}): Partial<Font> => ({
  name: SONG,
  size,
  color: INK,
  ...more,
})
const align = (horizontal: Alignment['horizontal'], more: Partial<Alignment> = {}): Partial<Alignment> => ({
  horizontal,
  vertical: 'middle',
  ...more,
})
const fill = (argb: string): Fill => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } })

const LOCKED = { locked: true }
const INPUT = { protection: { locked: false }, fill: fill('FFFFFBE8') }

/** One style for each kind of place on the form. */
export const STYLES = {
  title: { font: font(18, { name: HEI, bold: true }), alignment: align('center'), protection: LOCKED },
  synthetic: {
    font: font(12, { name: HEI, bold: true, color: { argb: 'FFC00000' } }),
    alignment: align('center'),
    protection: LOCKED,
  },
  imprint: { font: font(10), alignment: align('left', { wrapText: true }), protection: LOCKED },
  lineLeft: { font: font(11), alignment: align('left'), protection: LOCKED },
  lineCentre: { font: font(11), alignment: align('center'), protection: LOCKED },
  lineRight: { font: font(11), alignment: align('right'), protection: LOCKED },
  header: {
    font: font(11, { name: HEI }),
    alignment: align('center', { wrapText: true }),
    protection: LOCKED,
  },
  letter: { font: font(10), alignment: align('center'), protection: LOCKED },
  name: { font: font(11), alignment: align('left', { wrapText: true }), protection: LOCKED },
  stub: { font: font(11), alignment: align('center', { wrapText: true }), protection: LOCKED },
  notAsked: {
    font: font(11, { color: { argb: 'FF808080' } }),
    alignment: align('center'),
    fill: fill('FFF0F0F0'),
    protection: LOCKED,
  },
  figure: { font: font(11, { name: 'Times New Roman' }), alignment: align('right'), ...INPUT },
  compared: { font: font(11, { name: 'Times New Roman' }), alignment: align('right'), protection: LOCKED },
  status: { font: font(11), alignment: align('center'), ...INPUT },
  note: { font: font(10), alignment: align('left', { wrapText: true }), ...INPUT },
  footer: { font: font(11), alignment: align('left'), protection: LOCKED },
  notes: {
    font: font(10),
    alignment: align('left', { wrapText: true, vertical: 'top' }),
    protection: LOCKED,
  },
} as const satisfies Record<string, Partial<Style>>
export type StyleName = keyof typeof STYLES

const line = (style: Border['style']): Partial<Border> => ({ style, color: INK })

/** The rules around a cell of the table: thin inside, thick above the header and under the last item, none at the sides. */
export const tableBorder = (
  at: { readonly row: number; readonly column: number },
  table: { readonly top: number; readonly bottom: number; readonly columns: number },
): Partial<Borders> => ({
  top: line(at.row === table.top ? 'medium' : 'thin'),
  bottom: line(at.row === table.bottom ? 'medium' : 'thin'),
  ...(at.column === 1 ? {} : { left: line('thin') }),
  ...(at.column === table.columns ? {} : { right: line('thin') }),
})
