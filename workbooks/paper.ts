/** Knows the paper that sheets are printed on: A4 across, one page wide, as high as it comes. */
import type { PageSetup } from 'exceljs'

const A4 = 9

export const A4_ACROSS = {
  paperSize: A4,
  orientation: 'landscape',
  fitToPage: true,
  fitToWidth: 1,
  fitToHeight: 0,
  horizontalCentered: true,
} as const satisfies Partial<PageSetup>

/** In inches, as the printed forms have them. */
export const MARGINS = { left: 0.5, right: 0.5, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 } as const

/** The number of the page in the middle of its foot. */
export const PAGE_NUMBER = { oddFooter: '&C第 &P 页 共 &N 页' } as const
