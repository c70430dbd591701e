/** Knows how the return looks: a printed notice, and marks on cells that also tell in black and white. */
import type { Alignment, Border, Borders, Fill, Font, Style } from 'exceljs'
import type { FindingClass } from '../../indicators/finding.ts'

const INK = { argb: 'FF000000' }
const SONG = '宋体'
const HEI = '黑体'

export const fontOf = (size: number, more: Partial<Font> = {}): Partial<Font> => ({
  name: SONG,
  size,
  color: INK,
  ...more,
})
const align = (horizontal: Alignment['horizontal'], vertical: Alignment['vertical']): Partial<Alignment> => ({
  horizontal,
  vertical,
  wrapText: true,
})
const fill = (argb: string): Fill => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } })

/** A little air between a text and its rule. */
const INDENTED = { ...align('left', 'middle'), indent: 1 }

export const STYLES = {
  title: { font: fontOf(18, { name: HEI, bold: true }), alignment: align('center', 'middle') },
  left: { font: fontOf(11), alignment: align('left', 'middle') },
  right: { font: fontOf(11), alignment: align('right', 'middle') },
  outcome: { font: fontOf(12, { name: HEI, bold: true }), alignment: align('left', 'middle') },
  section: { font: fontOf(12, { name: HEI, bold: true }), alignment: align('left', 'middle') },
  header: { font: fontOf(10, { name: HEI }), alignment: align('center', 'middle'), fill: fill('FFF2F2F2') },
  word: { font: fontOf(10), alignment: align('center', 'middle') },
  text: { font: fontOf(10), alignment: INDENTED },
  link: {
    font: fontOf(10, { color: { argb: 'FF0563C1' }, underline: true }),
    alignment: align('center', 'middle'),
  },
  code: { font: fontOf(8, { name: 'Arial' }), alignment: INDENTED },
  figure: {
    font: fontOf(10, { name: 'Times New Roman' }),
    alignment: { ...align('right', 'middle'), indent: 1 },
  },
  input: {
    font: fontOf(10),
    alignment: INDENTED,
    fill: fill('FFFFFBE8'),
    protection: { locked: false },
  },
  point: { font: fontOf(10.5), alignment: align('left', 'top') },
} as const satisfies Record<string, Partial<Style>>
export type StyleName = keyof typeof STYLES

const line = (style: Border['style']): Partial<Border> => ({ style, color: INK })
const box = (style: Border['style']): Partial<Borders> => ({
  top: line(style),
  left: line(style),
  bottom: line(style),
  right: line(style),
})

export const THIN_BOX = box('thin')

/** How a faulty cell is marked: the graver, the darker its ground and the heavier its frame. */
export const MARKS: Readonly<
  Record<FindingClass, { readonly fill: Fill; readonly border: Partial<Borders> }>
> = {
  mandatory: { fill: fill('FFF4B6B0'), border: box('thick') },
  quasi_mandatory: { fill: fill('FFFAD7A0'), border: box('medium') },
  verification: { fill: fill('FFFFF2B3'), border: box('mediumDashed') },
  notice: { fill: fill('FFDCE9F8'), border: box('dashed') },
}
