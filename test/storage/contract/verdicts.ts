/** Knows what values and assessments must do. */
import { expect, test } from 'vitest'
import type { Assessment } from '../../../indicators/assessment.ts'
import type { IndicatorValue } from '../../../indicators/indicator-value.ts'
import { parseDay, parsePeriod } from '../../../indicators/period.ts'
import { text } from '../../../indicators/text.ts'
import { appendAssessments, listAssessments } from '../../../storage/assessments.ts'
import { appendIndicatorValues, listIndicatorValues } from '../../../storage/indicator-values.ts'
import { ZHEJIANG, PLAN, SHARE, type Ground } from './ground.ts'

export const verdictsContract = (ground: Ground): void => {
  const computed: IndicatorValue = {
    indicator: SHARE,
    region: ZHEJIANG,
    period: parsePeriod('2019'),
    basis: 'annual',
    value: 43.3,
    bound: 'exact',
    status: 'preliminary',
    known: parseDay('2020-11-03'),
    inputs: ['1', '2'],
    computation: text('27000 ÷ 62352 × 100', '27000 ÷ 62352 × 100'),
    alternatives: [],
    previous: null,
    scopeDoubt: null,
    growth: null,
    notes: [],
    synthetic: false,
  }
  const assessment: Assessment = {
    plan: PLAN,
    planVersion: '1',
    indicator: SHARE,
    name: '数字经济增加值占 GDP 比重',
    unit: '%',
    kind: 'ratio',
    direction: 'rise',
    baseline: { period: parsePeriod('2017'), value: 37.8 },
    region: ZHEJIANG,
    asOf: parseDay('2020-11-03'),
    period: parsePeriod('2019'),
    value: computed,
    planned: { value: 44.6333, derived: true },
    progress: 71.83,
    level: 97.01,
    light: 'yellow',
    class: 'behind',
    achievedGrowth: 4.1,
    nextTarget: null,
    lastTarget: null,
    reasons: [],
    derivation: text('推导', 'derivation'),
  }

  test('a value computed twice is stored once; one that says anything else is another', async () => {
    const other = { ...computed, growth: 8.1 }
    for (const value of [computed, other, computed, other]) {
      await ground.storage.transaction((tx) =>
        appendIndicatorValues(tx, [{ plan: PLAN, planVersion: '1', value }]),
      )
    }
    const listed = await listIndicatorValues(ground.storage.db, {
      plan: PLAN,
      planVersion: '1',
      indicator: SHARE,
    })
    expect(listed.map((one) => one.value)).toEqual([computed, other])
    expect(await listIndicatorValues(ground.storage.db, { plan: PLAN, planVersion: '2' })).toEqual([])
  })

  test('a verdict repeated is stored once; one that changes and changes back stays so', async () => {
    const green = { ...assessment, light: 'green' } as const
    const later = { ...assessment, asOf: parseDay('2020-12-01') }
    for (const verdict of [assessment, assessment, green, assessment, later]) {
      await ground.storage.transaction((tx) => appendAssessments(tx, [verdict]))
    }
    expect(await listAssessments(ground.storage.db, { plan: PLAN })).toEqual([
      assessment,
      green,
      assessment,
      later,
    ])
    const asOf = parseDay('2020-11-30')
    expect((await listAssessments(ground.storage.db, { plan: PLAN, asOf })).at(-1)).toEqual(assessment)
  })
}
