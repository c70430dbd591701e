/** Knows the hidden stamp by which a template is recognised when it comes back: form, version, unit, period. */
import type { Grid } from '../grid.ts'
import { cellText, mapSheet } from '../tables/sheet-map.ts'

export const STAMP_SHEET = '_beizeng'

/** As it stands in the file: nothing of it is believed before it was checked against the catalogue. */
export interface Stamp {
  readonly form: string
  readonly version: string
  readonly unit: string
  readonly period: string
  readonly synthetic: boolean
}

/** Key and value rows of the stamp sheet. */
export const stampRows = (stamp: Stamp): readonly (readonly [string, string])[] => [
  ['form', stamp.form],
  ['version', stamp.version],
  ['unit', stamp.unit],
  ['period', stamp.period],
  ['synthetic', stamp.synthetic ? 'yes' : 'no'],
]

/** The stamp of a workbook; undefined when it bears none. */
export const findStamp = (grid: Grid): Stamp | undefined => {
  const sheet = grid.sheets.find((s) => s.name === STAMP_SHEET)
  if (!sheet) return undefined
  const map = mapSheet(sheet)
  const values = new Map(map.rows.map((row) => [cellText(map.at(row, 1)), cellText(map.at(row, 2))]))
  const valueOf = (key: string): string => (values.get(key) ?? '').trim()
  return {
    form: valueOf('form'),
    version: valueOf('version'),
    unit: valueOf('unit'),
    period: valueOf('period'),
    synthetic: valueOf('synthetic') === 'yes',
  }
}
