/** Knows what edit rules say of five real monthly files of a county, each judged by those before it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { editRuleSchema } from '../../../indicators/edit-rules/index.ts'
import { judgeSubmission } from '../../../indicators/edit-rules/judge-submission.ts'
import { listEditRuleIssues } from '../../../indicators/edit-rules/rule-check.ts'
import { formSchema } from '../../../indicators/form.ts'
import type { Figure, Observation, ReadObservation } from '../../../indicators/observation.ts'
import { lastDayOf } from '../../../indicators/period.ts'
import { regionSchema, reportingUnitSchema } from '../../../indicators/reporting-unit.ts'
import { unitOfMeasureSchema } from '../../../indicators/unit-of-measure.ts'
import { variableSchema } from '../../../indicators/variable.ts'
import { readSubmission } from '../../../workbooks/read-submission.ts'
import { readGrid } from '../../workbooks/reading.ts'

const real = new URL('../../../../shared/workbooks/real/', import.meta.url)
const present = existsSync(real)
if (!present) console.warn('the real county files are not there: their rules are not tried')

const seeds = new URL('../../../seeds/', import.meta.url)
const seed = <S extends z.ZodType>(file: string, schema: S): z.output<S> =>
  schema.parse(JSON.parse(readFileSync(new URL(file, seeds), 'utf8')))
const form = seed('forms/E41002.json', formSchema)
const catalogue = {
  forms: [form],
  variables: seed('variables.json', z.array(variableSchema)),
  units: seed('units-of-measure.json', z.array(unitOfMeasureSchema)),
  regions: seed('regions.json', z.array(regionSchema)),
  reportingUnits: seed('reporting-units.json', z.array(reportingUnitSchema)),
}

const rules = [
  {
    kind: 'relation',
    code: 'whole',
    class: 'mandatory',
    notation: '社会消费品零售总额≥城镇；本月≤“本年1-本月”栏',
  },
  {
    kind: 'relation',
    code: 'parts',
    notation: '城镇=餐饮收入+商品零售',
    tolerance: { kind: 'rounding', decimals: 'as-reported' },
  },
  { kind: 'growth', code: 'growth', class: 'quasi_mandatory' },
  { kind: 'cumulative-sum', code: 'sum' },
  { kind: 'cumulative-fall', code: 'fall' },
  { kind: 'stale', code: 'stale' },
  { kind: 'power-of-ten', code: 'ten' },
  { kind: 'sign', code: 'sign' },
  { kind: 'required', code: 'required' },
].map((rule) => editRuleSchema.parse(rule))

const isUrbanTotal = ({ variable, measure }: ReadObservation): boolean =>
  variable === 'above_quota_retail_urban' && measure === 'ytd'
const lower = (figure: Figure): Figure =>
  'value' in figure ? { ...figure, value: figure.value * 0.8 } : figure

test('the rules name only what the form has', () => expect(listEditRuleIssues(rules, form, [])).toEqual([]))

test.skipIf(!present)('five files', async () => {
  const told: string[] = []
  const spoiled: string[][] = []
  let history: readonly Observation[] = []
  for (const file of readdirSync(real)
    .filter((f) => f.startsWith('E41002_'))
    .toSorted()) {
    const grid = await readGrid(readFileSync(new URL(encodeURIComponent(file), real)))
    const { observations, period, region, unit } = readSubmission({ grid, file, catalogue, given: {} })
    if (!period || !region || !unit) throw new Error('the reader settles these files')
    const judge = (read: typeof observations) =>
      judgeSubmission({
        form,
        rules,
        sheet: grid.sheets[0]?.name ?? '',
        period,
        region,
        unit: unit.code,
        observations: read,
        history,
        senders: new Map(),
        variables: catalogue.variables,
        forms: [],
      })
    const findings = judge(observations)
    // The same file with the cumulative figure of 城镇 lowered by a fifth: what was silent speaks.
    const lowered = judge(observations.map((o) => (isUrbanTotal(o) ? { ...o, figure: lower(o.figure) } : o)))
    spoiled.push([...new Set(lowered.map((f) => f.rule))].toSorted())
    told.push(...findings.map((f) => `${period} ${f.rule} ${f.cell} ${f.found}`))
    const known = { known: lastDayOf(period) }
    history = history.concat(
      observations.map(({ status, sheet, cell, ...read }) => ({
        ...read,
        id: `${period} ${cell}`,
        vintage: { ...known, status },
        source: { submission: file, file, sheet, cell },
      })),
    )
  }
  expect(told).toEqual([])
  expect(spoiled).toEqual([
    ['growth', 'parts'],
    ['growth', 'parts', 'sum'],
    ['growth', 'parts', 'sum'],
    ['growth', 'parts', 'sum'],
    ['growth', 'parts', 'sum'],
  ])
})
