/** Knows how many injected errors the rules find in real cumulative series, and that they stay silent elsewhere. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { judge } from './make-submission.ts'

const file = new URL(
  '../../../../shared/anchors/validation/injected_cumulative_submissions.csv',
  import.meta.url,
)
const present = existsSync(file)
if (!present) console.warn('the injected cumulative series are not there: their test is skipped')

/** Thousands of submissions on a machine that may be busy. */
const PATIENCE = 60_000

interface Cell {
  readonly value: number
  readonly error: string
}
type Series = ReadonlyMap<string, Cell>

const keyOf = (year: number, month: number): string => `${2000 + year}-${String(month).padStart(2, '0')}`

const readSeries = (): ReadonlyMap<string, Series> => {
  const all = new Map<string, Map<string, Cell>>()
  for (const line of readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [series = '', year, month, value, error = ''] = line.split(',')
    const own = all.get(series) ?? new Map<string, Cell>()
    all.set(series, own.set(keyOf(Number(year), Number(month)), { value: Number(value), error }))
  }
  return all
}

/** What the unit sends after correction; undefined where the right figure cannot be known from the wrong one. */
const corrected = ({ value, error }: Cell, last: number | undefined): number | undefined => {
  switch (error) {
    case '':
      return value
    case 'x10':
      return value / 10
    case 'div10':
      return value * 10
    case 'x1000':
      return value / 1000
    case 'x10000':
      return value / 10000
    case 'sign':
      return -value
    case 'plus30pct':
      return value / 1.3
    case 'minus30pct':
      return value / 0.7
    case 'reported_monthly_not_cumulative':
      return last === undefined ? undefined : last + value
    default:
      return undefined
  }
}

/** The rules with their defaults, as a form would name them. */
const RULES = [
  'sign',
  'power-of-ten',
  'monthly-for-cumulative',
  'stale',
  'cumulative-fall',
  'growth-change',
].map((kind) => ({ kind, code: kind }))

const CAUSES: Readonly<Record<string, string>> = {
  x10: 'power-of-ten',
  div10: 'power-of-ten',
  x1000: 'power-of-ten',
  x10000: 'power-of-ten',
  sign: 'sign',
  reported_monthly_not_cumulative: 'monthly-for-cumulative',
  stale_prev_month: 'stale',
}

/** The rules that speak on each month 2–12 of a year, the corrected past as history. */
const judgeYear = (series: Series, year: number): { error: string; value: number; rules: string[] }[] => {
  const known = new Map<string, number>()
  for (let y = 1; y < year; y++)
    for (let m = 1; m <= 12; m++) known.set(keyOf(y, m), series.get(keyOf(y, m))?.value ?? Number.NaN)
  return Array.from({ length: 12 }, (_, i) => i + 1).flatMap((month) => {
    const cell = series.get(keyOf(year, month))
    if (!cell) throw new Error('a series has every month')
    const past = Object.fromEntries([...known].map(([period, value]) => [period, { 'v1 ytd': value }]))
    const now = { 'v1 ytd': cell.value }
    const rules =
      month === 1 ? [] : judge({ rules: RULES, period: keyOf(year, month), now, past }).map((f) => f.rule)
    const right = corrected(cell, known.get(keyOf(year, month - 1)))
    if (right !== undefined) known.set(keyOf(year, month), right)
    return month === 1 ? [] : [{ error: cell.error, value: cell.value, rules }]
  })
}

test.skipIf(!present)(
  'injected errors: F1 ≥ 0.90 at precision ≥ 0.88, and every slip with a name is named',
  () => {
    const cells = [...readSeries().values()].flatMap((series) => judgeYear(series, 4))
    const found = cells.filter((c) => c.rules.length > 0)
    const right = found.filter((c) => c.error !== '').length
    const errors = cells.filter((c) => c.error !== '')
    const precision = right / found.length
    const recall = right / errors.length
    const f1 = (2 * precision * recall) / (precision + recall)
    const types = [...new Set(errors.map((c) => c.error))].toSorted()
    const table = types.map((type) => {
      const own = errors.filter((c) => c.error === type)
      return `${type.padEnd(32)} ${own.filter((c) => c.rules.length > 0).length}/${own.length} ${[...new Set(own.flatMap((c) => c.rules))].join(' ')}`
    })
    console.info(
      [
        `cells ${cells.length}, errors ${errors.length}, found ${found.length}, false alarms ${found.length - right}`,
        `precision ${precision.toFixed(3)} recall ${recall.toFixed(3)} F1 ${f1.toFixed(3)}`,
        ...table,
      ].join('\n'),
    )
    expect(errors.length).toBeGreaterThan(50)
    expect(precision).toBeGreaterThanOrEqual(0.88)
    expect(f1).toBeGreaterThanOrEqual(0.9)
    const unnamed = errors.filter(({ error, rules }) => CAUSES[error] && !rules.includes(CAUSES[error]))
    expect(unnamed).toEqual([])
  },
  PATIENCE,
)

const SLIPS = [
  ['power-of-ten', (v: number) => v * 10],
  ['power-of-ten', (v: number) => v / 10],
  ['power-of-ten', (v: number) => v * 1000],
  ['power-of-ten', (v: number) => v * 10_000],
  ['sign', (v: number) => -v],
] as const

test.skipIf(!present)(
  'in a clean year every tenfold slip and every sign is named, whatever the month, and nothing else',
  () => {
    const sample = [...readSeries().values()].filter((_, i) => i % 5 === 0)
    const clean = sample.flatMap((series) => judgeYear(series, 3))
    expect(clean.filter((c) => c.rules.length > 0)).toEqual([])
    const silent = sample.flatMap((series) =>
      Array.from({ length: 11 }, (_, i) => i + 2).flatMap((month) => {
        const past = Object.fromEntries(
          [...series]
            .filter(([period]) => period < keyOf(3, month))
            .map(([period, { value }]) => [period, { 'v1 ytd': value }]),
        )
        const value = series.get(keyOf(3, month))?.value ?? Number.NaN
        return SLIPS.filter(([rule, distort]) => {
          const now = { 'v1 ytd': distort(value) }
          return !judge({ rules: RULES, period: keyOf(3, month), now, past }).some((f) => f.rule === rule)
        })
      }),
    )
    expect(silent).toEqual([])
  },
  PATIENCE,
)
