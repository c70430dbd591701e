/** Knows how each reader is asked for every value of a workbook, so that none is credited for what it puts off. */
import type { CellObject } from '@e965/xlsx'
import { TABLE_LIMITS } from '../../workbooks/limits.ts'

/** What was read: the number of cells that hold something, and the sum of their numbers. */
export interface Reading {
  readonly cells: number
  readonly sum: number
}

export type Read = (bytes: Buffer) => Promise<Reading>

const total = <T>(sheets: readonly (readonly (readonly T[])[])[], valueOf: (cell: T) => unknown): Reading => {
  let [cells, sum] = [0, 0]
  for (const rows of sheets)
    // Rows and cells that hold nothing may be holes, which forEach passes over.
    rows.forEach((row) => {
      row?.forEach((cell) => {
        const value = cell === null || cell === undefined ? undefined : valueOf(cell)
        if (value === null || value === undefined || value === '') return
        cells++
        if (typeof value === 'number') sum += value
      })
    })
  return { cells, sum }
}

const openOurs = async (): Promise<Read> => {
  const { readWorkbook } = await import('../../workbooks/read-workbook.ts')
  return async (bytes) => {
    const result = await readWorkbook(bytes, { limits: TABLE_LIMITS })
    if ('refused' in result) throw new Error(result.refused.code)
    let [cells, sum] = [0, 0]
    for (const sheet of result.grid.sheets)
      for (const { content } of sheet.cells) {
        cells++
        if (content.type === 'number') sum += content.value
      }
    return { cells, sum }
  }
}

const openExceljs = async (): Promise<Read> => {
  const { default: ExcelJS } = await import('exceljs')
  return async (bytes) => {
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Uint8Array.from(bytes).buffer)
    let [cells, sum] = [0, 0]
    for (const sheet of book.worksheets)
      sheet.eachRow((row) => {
        row.eachCell((cell) => {
          // Cells under a merge repeat the value of its corner.
          if (cell.isMerged && cell.master !== cell) return
          if (cell.value === null || cell.value === '') return
          cells++
          if (typeof cell.value === 'number') sum += cell.value
        })
      })
    return { cells, sum }
  }
}

const openSheetjs = async (): Promise<Read> => {
  const { read } = await import('@e965/xlsx')
  return (bytes) => {
    const book = read(bytes, { dense: true, cellDates: true, cellHTML: false, cellText: false, WTF: true })
    const sheets = book.SheetNames.map((name) => book.Sheets[name]?.['!data'] ?? [])
    return Promise.resolve(total(sheets, (cell: CellObject) => cell.v))
  }
}

const openHucre = async (): Promise<Read> => {
  const { readXlsx } = await import('hucre/xlsx')
  return async (bytes) => {
    const book = await readXlsx(bytes)
    return total(
      book.sheets.map((sheet) => sheet.rows),
      (value) => value,
    )
  }
}

/** The readers that are measured; ours first, then the one that it must beat. */
export const READERS: Readonly<Record<string, () => Promise<Read>>> = {
  beizeng: openOurs,
  exceljs: openExceljs,
  '@e965/xlsx': openSheetjs,
  hucre: openHucre,
}
