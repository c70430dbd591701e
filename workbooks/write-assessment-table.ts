/** Knows the annual assessment table as a workbook that one hands in: the table, the computation, the sources. */
import type { AssessmentTable } from '../indicators/assessment-table.ts'
import type { Day } from '../indicators/period.ts'
import { addComputationSheet, pathReference } from './assessment/computation-sheet.ts'
import { addSourceSheet, sourceNote, type FigureSource } from './assessment/source-sheet.ts'
import { addTableSheet } from './assessment/table-sheet.ts'
import { rewritePackage } from './rewrite-package.ts'

export interface AssessmentWorkbookOptions {
  /** 编制单位; left blank on the page without one. */
  readonly compiler?: string
  /** 制表日期. */
  readonly made: Day
  /** 表号; left blank on the page without one. */
  readonly tableNumber?: string
  /** Date of creation in the workbook's properties. */
  readonly created: Date
  /** The figures behind the values, for the sheet 数据来源. */
  readonly sources: readonly FigureSource[]
}

export type { FigureSource } from './assessment/source-sheet.ts'

/** Writes the workbook; the same table and options give the same bytes. P, L, growth and derived paths are live formulas beside the figures that were judged. */
export const writeAssessmentTable = async (
  table: AssessmentTable,
  options: AssessmentWorkbookOptions,
): Promise<Uint8Array> => {
  const { Workbook } = (await import('exceljs')).default
  const { made, created, sources, tableNumber, compiler } = options
  const creator = compiler ?? '倍增 beizeng'
  const workbook = new Workbook()
  Object.assign(workbook, { creator, lastModifiedBy: creator, created, modified: created })
  workbook.title = `${table.plan.name}${table.year}年度实施情况评估表`
  addTableSheet(workbook, {
    table,
    made,
    ...(compiler === undefined ? {} : { compiler }),
    ...(tableNumber === undefined ? {} : { tableNumber }),
    pathReference: pathReference(table),
    sourceNote: sourceNote(sources),
  })
  addComputationSheet(workbook, table)
  addSourceSheet(workbook, table, sources)
  return rewritePackage(new Uint8Array(await workbook.xlsx.writeBuffer()))
}
