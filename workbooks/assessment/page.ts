/** Knows the paper: A4 across, one page wide, header rows repeated, page number at the foot. */
import type { Workbook, Worksheet } from 'exceljs'
import { A4_ACROSS, PAGE_NUMBER } from '../paper.ts'

export const SHEETS = { table: '年度评估表', computation: '计算过程', source: '数据来源' } as const

/** Adds a sheet of the workbook whose rows `header` are repeated on every page. */
export const addPage = (
  workbook: Workbook,
  name: string,
  header: { readonly from: number; readonly to: number },
): Worksheet =>
  workbook.addWorksheet(name, {
    pageSetup: {
      ...A4_ACROSS,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.55, header: 0.25, footer: 0.25 },
      printTitlesRow: `${header.from}:${header.to}`,
    },
    headerFooter: PAGE_NUMBER,
    views: [{ state: 'frozen', ySplit: header.to, showGridLines: false }],
  })
