/** Knows how a submission goes back to its unit: its own workbook, the faulty cells marked, and a first sheet that says all. */
import type { Workbook } from 'exceljs'
import type { FindingSubject } from '../indicators/finding.ts'
import type { Day } from '../indicators/period.ts'
import type { Submission } from '../indicators/submission.ts'
import type { ReadResult } from './grid.ts'
import { TABLE_LIMITS } from './limits.ts'
import { readWorkbook } from './read-workbook.ts'
import { listWays, type Base, type Way } from './return/base.ts'
import { finishPackage } from './return/finish-package.ts'
import { putMarks } from './return/marks.ts'
import { findPlace, listFindings, type SettledFinding } from './return/places.ts'
import { addResultSheet, type Changes, type NoticeNames } from './return/result-sheet.ts'
import { hasSameValues } from './return/same-cells.ts'
import { RESULT_SHEET } from './return/stamp.ts'

export type { ChangedFigure, Changes } from './return/result-sheet.ts'
export type { SettledFinding } from './return/places.ts'
export { findReturn, type ReturnedReturn } from './return/stamp.ts'

export interface ReturnOrder {
  /** The unit's own file. */
  readonly original: Uint8Array
  /** What `readWorkbook` said of it. */
  readonly result: ReadResult
  readonly submission: Submission
  /** Findings that need nothing more, by their numbers. */
  readonly settled?: ReadonlyMap<number, SettledFinding>
  /** Why the bureau returned it; without, the findings alone say it. */
  readonly reason?: string
  /** Against the unit's last submission of the period that counts; null when nothing came before. */
  readonly changes: Changes | null
  /** 收到日期. */
  readonly received: Day
  /** 制发日期. */
  readonly made: Day
  /** Date in the workbook's properties. */
  readonly created: Date
  /** Who returns it. */
  readonly office: { readonly name: string }
  readonly replyBy?: Day
  /** How the figure that a finding speaks of is called; without, only its cell is told. */
  readonly nameOf?: (about: FindingSubject) => string
  /** Names of unit and forms; without them only their codes are printed. */
  readonly names?: NoticeNames
}

/** The unit may have a sheet of our name; it keeps it. */
const freeName = (workbook: Workbook): string => {
  const taken = new Set(workbook.worksheets.map((sheet) => sheet.name.toLowerCase()))
  let name: string = RESULT_SHEET
  for (let next = 2; taken.has(name); next++) name = `${RESULT_SHEET} (${next})`
  return name
}

const WINDOW = { x: 0, y: 0, width: 24_000, height: 14_000, visibility: 'visible' } as const

const compose = async ({ workbook, sheets, remarks }: Base, order: ReturnOrder): Promise<Uint8Array> => {
  const { submission, changes, made, created, office, replyBy, received, reason, names = {} } = order
  const findings = listFindings(submission.findings, order.settled ?? new Map())
  const { sheet, links } = await addResultSheet(workbook, freeName(workbook), {
    submission,
    findings,
    changes,
    made,
    received,
    reason,
    office: office.name,
    names,
    nameOf: order.nameOf ?? (() => ''),
    replyBy,
    sheets,
    remarks: remarks.map((remark) => remark.zh),
  })
  const placed = findings.flatMap((listed) => {
    // What is settled needs nothing more: its cell is left as the unit made it.
    const place = sheets && !listed.settled && findPlace(sheets, listed.finding)
    return place ? [{ ...listed, place }] : []
  })
  const boxes = putMarks(workbook, sheet, placed)
  // The library orders sheets by this number and has no other way to put one first.
  Object.assign(sheet, { orderNo: -1 })
  workbook.views = [{ ...WINDOW, firstSheet: 0, activeTab: 0 }]
  Object.assign(workbook, { lastModifiedBy: office.name, created, modified: created })
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer())
  return finishPackage(bytes, { results: sheet.id, links, boxes, author: office.name })
}

/** Whether every value of the unit stands in the return where it stood. */
const isFaithful = async (bytes: Uint8Array, { sheets }: Base): Promise<boolean> => {
  if (!sheets) return true
  const back = await readWorkbook(bytes, { limits: { ...TABLE_LIMITS, sheets: 128 } })
  if ('refused' in back) return false
  return sheets.grid.sheets.every((sheet) => {
    const name = sheets.names.get(sheet.name)
    const written = back.grid.sheets.find((s) => s.name === name)
    return written !== undefined && hasSameValues(sheet, written)
  })
}

/** The return made in this way; undefined where the unit's values would not stand in it. */
const tryWay = async ({ base: make, mayFail }: Way, order: ReturnOrder): Promise<Uint8Array | undefined> => {
  try {
    const base = await make()
    const bytes = await compose(base, order)
    return (await isFaithful(bytes, base)) ? bytes : undefined
  } catch (error) {
    if (mayFail) return undefined
    throw error
  }
}

/**
 * Writes the return of a submission as .xlsx; the same order gives the same bytes. The unit's figures are never altered:
 * what was written is read again and compared, and where its own workbook cannot be carried over faithfully its sheets
 * are built anew from what was read; a refused file gives the first sheet alone. All of that is said on the first sheet.
 */
export const writeReturn = async (order: ReturnOrder): Promise<Uint8Array> => {
  const { default: library } = await import('exceljs')
  for (const way of listWays(() => new library.Workbook(), order)) {
    const bytes = await tryWay(way, order)
    if (bytes) return bytes
  }
  throw new Error('no way to write the return')
}
