/** Knows what a form shows of before: never another measure's figure, never last December beside a January that counts anew. */
import { expect, test } from 'vitest'
import { parseRegionCode, parseVariableCode } from '../../indicators/codes.ts'
import { formSchema } from '../../indicators/form.ts'
import type { Measure, Observation } from '../../indicators/observation.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import { openPriorFigures } from '../../indicators/prior-figures.ts'
import { unitOfMeasureSchema } from '../../indicators/unit-of-measure.ts'

const REGION = parseRegionCode('330000')
const units = [
  { name: '亿元', dimension: 'money', factor: 1e8 },
  { name: '万元', dimension: 'money', factor: 1e4 },
].map((u) => unitOfMeasureSchema.parse(u))

const formOf = (periodKind: 'month' | 'year') =>
  formSchema.parse({
    code: 'f',
    version: '1',
    title: '表',
    periodKind,
    level: 'department',
    marks: ['表'],
    stub: {},
    columns: [{ code: '1', labels: ['累计'], holds: { kind: 'measure', measure: 'ytd' } }],
    items: [{ name: '收入', variable: 'software', unit: '万元' }],
    defaultStatus: 'flash',
    missingMarks: {},
  })

const observation = (
  period: string,
  measure: Measure,
  value: number,
  more: Partial<Observation> = {},
): Observation => ({
  id: '1',
  variable: parseVariableCode('software'),
  region: REGION,
  period: parsePeriod(period),
  measure,
  figure: { value, bound: 'exact' },
  unit: measure.startsWith('growth') ? '%' : '亿元',
  reported: { text: String(value), unit: '亿元' },
  vintage: { known: parseDay('2020-01-01'), status: 'flash' },
  note: '',
  synthetic: false,
  source: { submission: 'S', file: 'f', sheet: '表', cell: 'A1' },
  ...more,
})

const look = (period: string, observations: readonly Observation[], kind: 'month' | 'year' = 'month') =>
  openPriorFigures({ form: formOf(kind), region: REGION, period: parsePeriod(period), units, observations })

const at = (period: string, value: number) => ({ period, value, bound: 'exact' })

test('the newest vintage of a period and of a year ago, in the unit of the form', () => {
  const find = look('2020-07', [
    observation('2020-06', 'ytd', 0.5),
    observation('2020-06', 'ytd', 0.6),
    observation('2019-07', 'ytd', 0.4),
    observation('2019-07', 'current', 9),
  ])
  expect(find('software', 'ytd')).toEqual({ last: at('2020-06', 6000), lastYear: at('2019-07', 4000) })
  expect(find('software', 'end')).toBeUndefined()
  expect(find('other', 'ytd')).toBeUndefined()
})

test('a year to date has no period before in January; a month has', () => {
  const find = look('2020-01', [observation('2019-12', 'ytd', 1), observation('2019-12', 'current', 2)])
  expect(find('software', 'ytd')).toBeUndefined()
  expect(find('software', 'current')).toEqual({ last: at('2019-12', 20_000) })
})

test('last year’s column is laid beside what was reported last year', () => {
  const find = look('2020-07', [observation('2019-07', 'ytd', 1), observation('2020-06', 'prior_ytd', 7)])
  expect(find('software', 'prior_ytd')).toEqual({ lastYear: at('2019-07', 10_000) })
})

test('of a year the one before is told once; growth keeps its per cent', () => {
  const find = look('2020', [observation('2019', 'current', 1), observation('2019', 'growth', 8.5)], 'year')
  expect(find('software', 'current')).toEqual({ lastYear: at('2019', 10_000) })
  expect(find('software', 'growth')).toEqual({ lastYear: at('2019', 8.5) })
})

test('a bound is told as one; reasons for none and other regions are not compared', () => {
  const find = look('2020-07', [
    observation('2020-06', 'ytd', 1, { figure: { value: 1, bound: 'lower' } }),
    observation('2019-07', 'ytd', 1, { figure: { missing: 'unknown' } }),
    observation('2019-07', 'current', 1, { region: parseRegionCode('330100') }),
  ])
  expect(find('software', 'ytd')).toEqual({ last: { ...at('2020-06', 10_000), bound: 'lower' } })
  expect(find('software', 'current')).toBeUndefined()
})
