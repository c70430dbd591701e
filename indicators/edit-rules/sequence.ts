/** Knows whether numbers or periods follow each other without a gap, and whether keys are complete. */
import { negate, type Truth } from './truth.ts'

const PERIODS: readonly (readonly [RegExp, number])[] = [
  [/^(\d{4})$/, 1],
  [/^(\d{4})-?Q([1-4])$/, 4],
  [/^(\d{4})(?:-|M)(0?[1-9]|1[0-2])$/, 12],
]

/** The place of a number or a period (2012, 2012Q1, 2012-Q1, 2012M01, 2012-01) on its line; undefined for anything else. */
export const findPlace = (value: number | string): number | undefined => {
  if (typeof value === 'number') return value
  for (const [pattern, inYear] of PERIODS) {
    const match = pattern.exec(value.trim())
    if (match) return Number(match[1]) * inYear + (match[2] === undefined ? 0 : Number(match[2]) - 1)
  }
  return undefined
}

export interface SequenceBounds {
  /** The first and the last that must be there. */
  readonly begin?: number | string | undefined
  readonly end?: number | string | undefined
  /** The distance from one to the next; any equal distance when absent. */
  readonly step?: number | undefined
  /** Whether order matters not: values are put in order first (default). */
  readonly sort?: boolean | undefined
}

/**
 * Whether values stand at equal distances, from begin to end where these are given. One missing value (null) leaves it
 * undecidable. Example: 2012Q1, 2012Q2, 2012Q3 is a sequence, but not up to 2012Q4. Source: is_linear_sequence of the R
 * package validate.
 */
export const judgeSequence = (
  values: readonly (number | string | null)[],
  { begin, end, sort = true, step: asked }: SequenceBounds = {},
): Truth => {
  const found = values.map((v) => (v === null ? undefined : findPlace(v)))
  const places = found.filter((p) => p !== undefined)
  if (places.length < found.length) return 'undecidable'
  const ordered = sort ? places.toSorted((a, b) => a - b) : places
  const steps = ordered.slice(1).map((place, i) => place - (ordered[i] ?? place))
  const step = asked ?? steps[0] ?? 0
  const isEven = steps.every((s) => Math.abs(s - step) < 1e-8 * Math.max(1, Math.abs(step)))
  const starts = begin === undefined || ordered[0] === findPlace(begin)
  const ends = end === undefined || ordered.at(-1) === findPlace(end)
  return isEven && starts && ends
}

/** The same of each group, told for each value: years by unit. */
export const judgeSequencesBy = (
  values: readonly (number | string | null)[],
  groups: readonly string[],
): readonly Truth[] => groups.map((group) => judgeSequence(values.filter((_, i) => groups[i] === group)))

/**
 * Whether every group of rows holds exactly the expected keys, no more, none twice; told for each row. A group that
 * lacks one key fails in all its rows. Source: contains_exactly of the R package validate.
 */
export const judgeKeys = (
  rows: readonly { readonly key: string; readonly group: string }[],
  expected: readonly string[],
): readonly Truth[] => {
  const wanted = new Set(expected)
  return rows.map(({ group }) => {
    const keys = rows.filter((row) => row.group === group).map((row) => row.key)
    return (
      keys.length === wanted.size && new Set(keys).size === wanted.size && keys.every((k) => wanted.has(k))
    )
  })
}

/**
 * Whether one thing decides another (编码 → 名称): rows with one determinant have one dependent; told for each row, and
 * false for every row of a determinant that has two. Rows without a determinant are one group. Example: 6400 with
 * Heerlen and with Helmond fails twice.
 */
export const judgeDependency = (
  rows: readonly { readonly determinant: string | null; readonly dependent: string | null }[],
): readonly Truth[] =>
  rows.map((row) =>
    negate(rows.some((o) => o.determinant === row.determinant && o.dependent !== row.dependent)),
  )
