/** Knows whether a rearranged workbook was read rightly: the same observations, or a refusal or finding; never a wrong value. */
import fc from 'fast-check'
import type { SubmissionReading } from '../../workbooks/read-submission.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { seedCatalogue as catalogue } from '../workbooks/seed-catalogue.ts'
import {
  arrangements,
  changes,
  composeGrid,
  layOut,
  type Arrangement,
  type Change,
} from './layout-changes.ts'
import { MODELS, type Model } from './layout-models.ts'

export interface LayoutCase {
  readonly model: number
  readonly change: Change
  readonly other: number
  readonly otherChange: Change
  readonly arrangement: Arrangement
}

export const layoutCases: fc.Arbitrary<LayoutCase> = fc.record({
  model: fc.nat({ max: MODELS.length - 1 }),
  change: changes,
  other: fc.nat({ max: MODELS.length - 1 }),
  otherChange: changes,
  arrangement: arrangements,
})

/** whole: every figure was read; refused: some were not, and a finding says so. */
export interface Verdict {
  readonly outcome: 'whole' | 'refused'
  /** Why the reader failed; empty when it did not. */
  readonly failures: readonly string[]
  readonly rules: readonly string[]
}

const modelsOf = ({ model, other, arrangement }: LayoutCase): readonly Model[] => {
  const [first, second] = [MODELS[model], MODELS[other]]
  if (!first) throw new Error('no such model')
  const differs =
    second &&
    second.form !== first.form &&
    first.form.recognisedBy !== 'name' &&
    second.form.recognisedBy !== 'name'
  return arrangement.second === 'none' || !differs ? [first] : [first, second]
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))

interface Expected {
  readonly value: number
  readonly unit: string
}

const expectedOf = (models: readonly Model[]): ReadonlyMap<string, Expected> =>
  new Map(
    models.flatMap((model) =>
      model.rows.flatMap((_, row) =>
        model.columns.flatMap((__, column) => {
          const figure = model.figure(row, column)
          return figure ? [[figure.about, { value: figure.value, unit: figure.unit }] as const] : []
        }),
      ),
    ),
  )

/** The unit of the form against that of the variable. */
const inUnit = (expected: Expected, unit: string): number => {
  const from = catalogue.units.find((u) => u.name === expected.unit)
  const to = catalogue.units.find((u) => u.name === unit)
  return from && to ? (expected.value * from.factor) / to.factor : Number.NaN
}

const listFailures = (
  reading: SubmissionReading,
  expected: ReadonlyMap<string, Expected>,
): readonly string[] => {
  const figures = reading.observations.flatMap((o) =>
    'value' in o.figure ? [{ o, value: o.figure.value }] : [],
  )
  const loud = reading.findings.filter((f) => f.class !== 'notice')
  const wrong = figures.flatMap(({ o, value }) => {
    const about = `${o.variable} ${o.region} ${o.period} ${o.measure}`
    const right = expected.get(about)
    if (right && isNear(value, inUnit(right, o.unit))) return []
    return [
      `${o.sheet}!${o.cell} was read as ${about} = ${value} ${o.unit}, right is ${right?.value ?? 'nothing'}`,
    ]
  })
  const said = figures.length < expected.size && loud.length === 0
  const counted = reading.read === figures.length + reading.rejected
  const once = new Set(figures.map(({ o }) => `${o.variable} ${o.region} ${o.period} ${o.measure}`)).size
  return [
    ...wrong,
    ...(said ? [`${figures.length} of ${expected.size} figures were read, and nothing was said`] : []),
    ...(counted ? [] : [`read ${reading.read}, but ${figures.length} + ${reading.rejected}`]),
    ...(once === figures.length ? [] : ['one figure was read twice']),
  ]
}

/** Lays out the case, reads it, and says what is wrong with the reading. */
export const judgeLayout = (one: LayoutCase): Verdict => {
  const models = modelsOf(one)
  const layouts = models.map((model, i) => layOut(model, i === 0 ? one.change : one.otherChange))
  const [first] = models
  const named = first?.form.recognisedBy === 'name' ? first.form.code : undefined
  const reading = readSubmission({
    grid: composeGrid(layouts, one.arrangement),
    file: '报表.xlsx',
    catalogue,
    given: named === undefined ? {} : { form: named },
  })
  const expected = expectedOf(models)
  const figures = reading.observations.filter((o) => 'value' in o.figure).length
  return {
    outcome: figures === expected.size ? 'whole' : 'refused',
    failures: listFailures(reading, expected),
    rules: [...new Set(reading.findings.map((f) => `${f.class} ${f.rule}`))],
  }
}

/** Whether nothing in the case is wrong and nothing is split: what every reader must manage. */
export const isPlain = (one: LayoutCase): boolean => {
  const models = modelsOf(one)
  const used = models.length === 1 ? [one.change] : [one.change, one.otherChange]
  return models.length === 1 && used.every((c) => c.wrong === 'nothing' && c.split === 'whole')
}
