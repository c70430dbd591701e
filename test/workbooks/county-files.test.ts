/** Knows the five monthly files of a real county: every figure in them, and nothing else, becomes an observation. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { formSchema } from '../../indicators/form.ts'
import { regionSchema, reportingUnitSchema } from '../../indicators/reporting-unit.ts'
import { unitOfMeasureSchema } from '../../indicators/unit-of-measure.ts'
import { variableSchema } from '../../indicators/variable.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { readGrid, valuesOf } from './reading.ts'

const real = new URL('../../../shared/workbooks/real/', import.meta.url)
const seeds = new URL('../../seeds/', import.meta.url)
const present = existsSync(real)
if (!present) console.warn('the real county files are not there: their test is skipped')
const files = present
  ? readdirSync(real)
      .filter((f) => f.startsWith('E41002_'))
      .toSorted()
  : []

const seed = <S extends z.ZodType>(file: string, schema: S): z.output<S> =>
  schema.parse(JSON.parse(readFileSync(new URL(file, seeds), 'utf8')))
const catalogue = {
  forms: readdirSync(new URL('forms/', seeds)).map((file) => seed(`forms/${file}`, formSchema)),
  variables: seed('variables.json', z.array(variableSchema)),
  units: seed('units-of-measure.json', z.array(unitOfMeasureSchema)),
  regions: seed('regions.json', z.array(regionSchema)),
  reportingUnits: seed('reporting-units.json', z.array(reportingUnitSchema)),
}

const VARIABLES = [
  'above_quota_retail',
  'above_quota_retail_urban',
  'above_quota_catering_urban',
  'above_quota_goods_urban',
]
const MEASURES = ['current', 'ytd', 'prior_current', 'prior_ytd', 'growth', 'growth_ytd']

test.skipIf(!present)('five files, 120 figures, each from its own cell', async () => {
  expect(files).toHaveLength(5)
  const readings = await Promise.all(
    files.map(async (file) => {
      const grid = await readGrid(readFileSync(new URL(encodeURIComponent(file), real)))
      return { grid, reading: readSubmission({ grid, file, catalogue, given: {} }) }
    }),
  )
  expect(readings.map(({ reading }) => reading.period)).toEqual([
    '2016-02',
    '2016-03',
    '2016-04',
    '2016-05',
    '2016-06',
  ])
  for (const { grid, reading } of readings) {
    expect([
      reading.findings,
      reading.form?.code,
      reading.unit?.code,
      reading.read,
      reading.rejected,
    ]).toEqual([[], 'E41002', '429021000000', 24, 0])
    const cells = valuesOf(grid.sheets[0])
    const expected = VARIABLES.flatMap((variable, r) =>
      MEASURES.map((measure, c) => {
        const cell = `${'BCDEFG'[c]}${5 + r}`
        return { variable, measure, cell, value: cells[cell], unit: c < 4 ? '万元' : '%' }
      }),
    )
    const got = reading.observations.map(({ variable, measure, cell, figure, unit }) => ({
      variable,
      measure,
      cell,
      value: 'value' in figure ? figure.value : figure.missing,
      unit,
    }))
    expect(got).toEqual(expected)
    expect(expected.every((e) => typeof e.value === 'number')).toBe(true)
  }
})
