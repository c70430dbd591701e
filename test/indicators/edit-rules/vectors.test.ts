/** Knows the facts of the R package validate and of Hidiroglou and Berthelot, which must come out exactly. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { judgeNumberFormat } from '../../../indicators/edit-rules/decimals.ts'
import { judgeTotal, type Evaluated } from '../../../indicators/edit-rules/evaluate.ts'
import { computeHidiroglouBerthelot } from '../../../indicators/edit-rules/hidiroglou-berthelot.ts'
import { judgeHierarchy } from '../../../indicators/edit-rules/hierarchy.ts'
import { judgeRange } from '../../../indicators/edit-rules/range.ts'
import {
  judgeDependency,
  judgeKeys,
  judgeSequence,
  judgeSequencesBy,
} from '../../../indicators/edit-rules/sequence.ts'
import type { Truth } from '../../../indicators/edit-rules/truth.ts'

const folder = new URL('../../../../shared/anchors/validation/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn('the validation anchors are not there: their tests are skipped')
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

/** NA of R is our undecidable. */
const truth = z
  .boolean()
  .nullable()
  .transform((t): Truth => t ?? 'undecidable')
const value = z.union([z.number(), z.string()])
const facts = z.object({
  linear_sequence: z.array(
    z.union([
      z.object({
        x: z.array(value.nullable()),
        sort: z.boolean().optional(),
        begin: value.optional(),
        end: value.optional(),
        expect: truth,
      }),
      z.object({ time: z.array(value), by: z.array(z.string()), expect: z.array(truth) }),
    ]),
  ),
  in_range: z.array(
    z.object({
      x: z.number(),
      min: z.number(),
      max: z.number(),
      strict: z.boolean().optional(),
      expect: truth,
    }),
  ),
  part_whole: z.array(
    z.object({
      values: z.array(z.number().nullable()),
      labels: z.array(z.string()).optional(),
      whole: z.string().optional(),
      part: z.array(z.string()).optional(),
      na_rm: z.boolean().optional(),
      expect: truth,
    }),
  ),
  hierarchy: z.object({ nace: z.array(z.string()), volume: z.array(z.number()), expect: z.array(truth) }),
  number_format: z.array(z.object({ x: z.string(), fmt: z.string(), expect: truth })),
})

const evaluated = (v: number | null | undefined): Evaluated =>
  v === null || v === undefined ? { missing: ['NA'] } : { value: v, half: 0 }
const EXACT = { kind: 'exact' } as const

describe.skipIf(!present)('rule semantics of the R package validate', () => {
  const vectors = present ? facts.parse(read('validate_rule_vectors.json')) : undefined

  test('sequences', () => {
    const got = vectors?.linear_sequence.map((c) =>
      'x' in c ? judgeSequence(c.x, c) : judgeSequencesBy(c.time, c.by),
    )
    expect(got).toEqual(vectors?.linear_sequence.map((c) => c.expect))
    expect(got).toHaveLength(12)
  })

  test('ranges and number formats', () => {
    for (const c of vectors?.in_range ?? []) expect(judgeRange(c.x, c)).toBe(c.expect)
    for (const c of vectors?.number_format ?? []) expect(judgeNumberFormat(c.x, c.fmt)).toBe(c.expect)
  })

  test('totals: parts and whole, with and without what is missing', () => {
    for (const {
      values,
      labels,
      whole,
      part,
      na_rm: skipMissing = false,
      expect: expected,
    } of vectors?.part_whole ?? []) {
      // The whole has a name, or is the last; the parts are named, or all others.
      const named = whole === undefined ? values.length - 1 : (labels?.indexOf(whole) ?? -1)
      const parts = values.filter((_, i) => i !== named && (part?.includes(labels?.[i] ?? '') ?? true))
      const options = { tolerance: EXACT, skipMissing }
      expect(judgeTotal(evaluated(values[named]), parts.map(evaluated), options)).toBe(expected)
    }
    expect(vectors?.part_whole).toHaveLength(5)
  })

  test('a classification of activities', () => {
    const { nace = [], volume = [], expect: expected } = vectors?.hierarchy ?? {}
    const parentOf = (code: string): string | null =>
      nace.filter((c) => c !== code && code.startsWith(c)).toSorted((a, b) => b.length - a.length)[0] ?? null
    const nodes = nace.map((code, i) => ({ code, parent: parentOf(code), value: evaluated(volume[i]) }))
    expect(judgeHierarchy(nodes, { tolerance: EXACT, skipMissing: false })).toEqual(expected)
  })

  test('completeness of keys', () => {
    const quarters = ['Q1', 'Q2', 'Q3', 'Q4']
    const keys = ['2018', '2019'].flatMap((y) => quarters.map((q) => `${y}${q}`))
    const rows = (group: string, own = keys) => own.map((key) => ({ key, group }))
    expect(judgeKeys(rows('all'), keys)).toEqual(keys.map(() => true))
    expect(judgeKeys(rows('all'), keys.slice(1))).toEqual(keys.map(() => false))
    const byVariable = [...rows('import'), ...rows('export', keys.slice(0, 7))]
    expect(judgeKeys(byVariable, keys)).toEqual([...keys.map(() => true), ...keys.slice(1).map(() => false)])
  })

  test('three values: what is missing decides nothing; a code has one name', () => {
    const [yes, no, blank] = [1, -1, undefined].map((v) => judgeRange(v, { min: 0 }))
    expect([yes, no, blank]).toEqual([true, false, 'undecidable'])
    const towns = [
      ['2511', 'The Hague'],
      ['2511', 'The Hague'],
      ['6400', 'Heerlen'],
      ['6400', 'Helmond'],
      [null, 'Helmond'],
    ] as const
    expect(judgeDependency(towns.map(([determinant, dependent]) => ({ determinant, dependent })))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ])
  })
})

describe.skipIf(!present)('Hidiroglou–Berthelot', () => {
  const expected = z
    .array(
      z.object({
        U: z.number(),
        A: z.number(),
        C: z.number(),
        n: z.number(),
        median_ratio: z.number(),
        quartiles_E: z.array(z.number()),
        lower: z.number(),
        upper: z.number(),
        n_outliers: z.number(),
        outliers: z.array(z.string()),
      }),
    )
    .parse(present ? read('hb_expected.json') : [])
  const pairs = present
    ? readFileSync(new URL('hb_input_tourism_yearly.csv', folder), 'utf8')
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => {
          const [id = '', before, after] = line.split(',')
          return { id, before: Number(before), after: Number(after) }
        })
    : []

  test.each(expected)('U $U, C $C: $n_outliers of 518 pairs', (e) => {
    const got = computeHidiroglouBerthelot(pairs, e)
    expect(got?.scores).toHaveLength(e.n)
    expect(got?.scores.filter((s) => s.isOutlier).map((s) => s.id)).toEqual(e.outliers)
    expect(got?.medianRatio).toBeCloseTo(e.median_ratio, 12)
    expect(got?.lower).toBeCloseTo(e.lower, 8)
    expect(got?.upper).toBeCloseTo(e.upper, 8)
    for (const [i, q] of e.quartiles_E.entries()) expect(got?.quartiles[i]).toBeCloseTo(q, 8)
  })

  test('there are twelve such lists', () => expect(expected).toHaveLength(12))
})
