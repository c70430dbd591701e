/** Knows how a notice looks: an official form on one A4 page, black on white. */
import type { Alignment, Borders, Style } from 'exceljs'

const SONG = '宋体'
const HEI = '黑体'

const align = (horizontal: Alignment['horizontal'], wrapText = true): Partial<Alignment> => ({
  horizontal,
  vertical: 'middle',
  wrapText,
})

export const STYLES = {
  title: { font: { name: HEI, size: 20, bold: true }, alignment: align('center', false) },
  note: { font: { name: SONG, size: 9 }, alignment: align('left') },
  left: { font: { name: SONG, size: 11 }, alignment: align('left') },
  right: { font: { name: SONG, size: 11 }, alignment: align('right', false) },
  label: { font: { name: HEI, size: 11 }, alignment: align('center') },
  text: { font: { name: SONG, size: 11 }, alignment: { ...align('left'), indent: 1 } },
  strong: { font: { name: HEI, size: 12, bold: true }, alignment: { ...align('left'), indent: 1 } },
  small: { font: { name: SONG, size: 9 }, alignment: { ...align('left'), indent: 1 } },
  head: { font: { name: HEI, size: 10 }, alignment: align('center') },
  word: { font: { name: SONG, size: 10 }, alignment: align('center') },
  // In the middle like the words beside it: not every program keeps a figure off the line at its right.
  figure: { font: { name: 'Times New Roman', size: 10 }, alignment: align('center', false) },
  cut: { font: { name: SONG, size: 9 }, alignment: align('center', false) },
  slip: { font: { name: HEI, size: 14, bold: true }, alignment: align('center', false) },
  input: {
    font: { name: SONG, size: 11 },
    alignment: { ...align('left'), indent: 1 },
    protection: { locked: false },
  },
} as const satisfies Record<string, Partial<Style>>
export type StyleName = keyof typeof STYLES

const LINE = { style: 'thin', color: { argb: 'FF000000' } } as const
export const BOX: Partial<Borders> = { top: LINE, bottom: LINE, left: LINE, right: LINE }
