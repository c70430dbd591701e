/** Knows that every file gets a receipt in which each figure is counted once, whatever the file and whatever came before it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Measure } from '../indicators/observation.ts'
import { parsePeriod } from '../indicators/period.ts'
import { areComplete } from '../indicators/submission.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-receipts-'))
})
afterEach(() => rm(folder, { recursive: true }))

const VARIABLES = ['retail', 'retail_urban', 'catering_urban', 'goods_urban']
const MEASURES: readonly Measure[] = ['current', 'ytd', 'prior_ytd', 'growth_ytd']

/** Figures of which some repeat, some are revised, some cannot be read and some only say why there is none. */
const written = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<number | string>(100, 120, 280, -5, 0.5) },
  { weight: 1, arbitrary: fc.constantFrom<number | string>('三千余', '…', '>35', '12,345', 'abc') },
)
const cells = fc.uniqueArray(
  fc.record({
    variable: fc.constantFrom(...VARIABLES),
    measure: fc.constantFrom(...MEASURES),
    value: written,
  }),
  { selector: (e) => `${e.variable} ${e.measure}`, maxLength: 10 },
)
const filled = fc.record({ period: fc.constantFrom<string>('2016-02', '2016-03'), cells })
const file = fc.oneof(
  { weight: 8, arbitrary: filled },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
)

type FileMade =
  | Uint8Array
  | {
      readonly period: string
      readonly cells: { variable: string; measure: Measure; value: number | string }[]
    }

const bytesOf = async (one: FileMade): Promise<Uint8Array> => {
  if (one instanceof Uint8Array) return one
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'E41002')
  const unit = reportingUnits.find((u) => u.code === '429021000000')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = one.cells.map((e) => ({ ...e, variable: `above_quota_${e.variable}` }))
  return writeTemplate({ form, unit, period: parsePeriod(one.period), variables, entries })
}

const figure = (value: number | string) => ({ variable: 'retail', measure: 'ytd' as Measure, value })
/** One that is taken, the same again, one that goes back, and what is no workbook. */
const KNOWN: FileMade[] = [
  { period: '2016-02', cells: [figure(100)] },
  { period: '2016-02', cells: [figure(100)] },
  { period: '2016-03', cells: [figure('三千余')] },
  new Uint8Array([1, 2, 3]),
]

interface Receipt {
  readonly outcome: string
  readonly counts: { read: number; accepted: number; rejected: number; unchanged: number }
  readonly sha256: string
}

test('read = accepted + rejected + unchanged, for every file', { timeout: 120_000 }, async () => {
  const outcomes = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 4, maxLength: 6 }), async (some) => {
      const data = await mkdtemp(join(folder, 'data-'))
      const paths: string[] = []
      for (const [index, one] of some.entries()) {
        paths.push(join(data, `${index}.xlsx`))
        await writeFile(paths[index] ?? '', await bytesOf(one))
      }
      const { submissions }: { submissions: readonly Receipt[] } = await runJson(
        data,
        'ingest',
        ...paths,
        '--published',
        '2016-04-10',
      )
      expect(submissions).toHaveLength(some.length)
      for (const { outcome, counts } of submissions) {
        outcomes.add(outcome)
        expect(areComplete(counts), JSON.stringify(counts)).toBe(true)
        if (outcome === 'returned' || outcome === 'refused') expect(counts.rejected).toBe(counts.read)
      }
    }),
    { numRuns: 8, examples: [[KNOWN]] },
  )
  expect([...outcomes].toSorted()).toEqual(
    expect.arrayContaining(['accepted', 'duplicate', 'refused', 'returned']),
  )
})
